import { expect, it } from 'vitest';
import { bestOf, Halving, type Job, playHalving, type Result, rungsOf } from './halving.ts';

/** Plays a search whose trials measure `value(trial, rung)`; `wait` of the event loop's turns passes before each is known. */
async function played(
  { trials = 9, workers = 1, lower = true, rungs = 3 },
  value: (job: Job) => number,
  wait: (job: Job) => number = () => 0,
) {
  const begun: string[] = [];
  const results: Result[] = [];
  const halving = new Halving({ trials, rungs, factor: 3, lower });
  await playHalving(
    halving,
    workers,
    ({ rung }) => 3 ** rung,
    async (job) => {
      begun.push(`${job.trial}@${job.rung}`);
      for (let turns = wait(job); turns > 0; turns--) await new Promise((done) => setImmediate(done));
      results.push({ ...job, value: value(job) });
      return value(job);
    },
  );
  return { begun, results };
}

it('rungs are a factor apart, and the last is what was asked for', () => {
  expect(rungsOf(1000, { factor: 3, least: 111 })).toEqual([111, 333, 1000]);
  expect(rungsOf(1000, { factor: 3, least: 112 })).toEqual([333, 1000]);
  expect(rungsOf(1000, { factor: 4, least: 1 })).toEqual([1, 4, 16, 63, 250, 1000]);
  expect(rungsOf(2, { factor: 3, least: 1 })).toEqual([1, 2]);
  expect(rungsOf(1, { factor: 3, least: 1 })).toEqual([1]);
});

it("goes on as the paper's algorithm does: with the best third of a rung, as soon as there is one", async () => {
  // worked out by hand: the lower a trial's number, the better it is
  const { begun } = await played({}, ({ trial }) => trial);
  expect(begun.join(' ')).toBe('1@0 2@0 3@0 1@1 4@0 5@0 6@0 2@1 7@0 8@0 9@0 3@1 1@2');
});

it('whoever is the best when it ends goes on at once', async () => {
  // worked out by hand: from the third on each is the best third so far, first of its rung, then of the next
  const { begun } = await played({ trials: 6 }, ({ trial }) => -trial);
  expect(begun.join(' ')).toBe('1@0 2@0 3@0 3@1 4@0 4@1 5@0 5@1 5@2 6@0 6@1 6@2');
});

it('higher may be better, and what means nothing never goes on', async () => {
  const { results } = await played({ lower: false }, ({ trial }) => (trial === 9 ? Number.NaN : trial));
  expect(results.filter(({ rung }) => rung > 0).every(({ trial }) => trial !== 9)).toBe(true);
  expect(bestOf(results, false)).toMatchObject({ rung: 2, trial: 8 });
  const { begun } = await played({}, () => Number.NaN);
  expect(begun).toHaveLength(9);
  expect(bestOf([{ trial: 1, rung: 0, value: Number.NaN }], true)).toBeUndefined();
});

it('several at a time decide alike, however fast each is', async () => {
  const value = ({ trial, rung }: Job) => ((trial * 7919) % 31) - rung;
  const slowly = ({ trial, rung }: Job) => (trial * 13 + rung * 5) % 7;
  const one = await played({ trials: 20, workers: 3 }, value);
  const other = await played({ trials: 20, workers: 3 }, value, slowly);
  expect(other.begun).toEqual(one.begun);
  expect(one.begun.slice(0, 3)).toEqual(['1@0', '2@0', '3@0']);
});

it('more trials begin with the same', async () => {
  const value = ({ trial, rung }: Job) => ((trial * 7919) % 31) - rung;
  const [few, many] = [await played({ trials: 10 }, value), await played({ trials: 25 }, value)];
  expect(many.begun.slice(0, few.begun.length)).toEqual(few.begun);
});

it('what goes wrong ends it when the others at work have ended', async () => {
  let ended = 0;
  const halving = new Halving({ trials: 4, rungs: 1, factor: 3, lower: true });
  const work = playHalving(
    halving,
    2,
    () => 1,
    async ({ trial }) => {
      if (trial === 1) throw new Error('the disk is full');
      await new Promise((done) => setImmediate(done));
      ended++;
      return trial;
    },
  );
  await expect(work).rejects.toThrow('the disk is full');
  expect(ended).toBe(1);
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import {
  evaluate,
  findRun,
  type Preset,
  readRunConfig,
  resume,
  type SearchEvent,
  type SearchOptions,
  search,
  train,
} from '../../src/index.ts';
import { tiny } from '../../src/run/training/tiny.testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-search-'));
afterAll(() => rmSync(folder, { recursive: true }));

const small: SearchOptions = {
  steps: 9,
  trials: 4,
  threads: 1,
  confirm: 1,
  metric: 'klReverse',
  seed: 3,
  over: ['generator.optimizer.learningRate=1e-4..1e-2:log', 'loss=hinge,crossEntropy'],
};
const file = (name: string) => readFileSync(join(folder, name, 'search.json'), 'utf8');
const whole = search(tiny, { ...small, out: join(folder, 'whole') });

it('trials are runs, which go on from rung to rung as if they had never stopped', async () => {
  const result = await whole;
  expect(result).toMatchObject({
    status: 'finished',
    settings: { rungs: [1, 3, 9], metric: 'klReverse', lower: true },
  });
  expect(result.trials.map(({ trial }) => trial)).toEqual([1, 2, 3, 4]);
  expect(result.trials[0]!.settings).toEqual([]);
  const { run, settings, values } = result.best!;
  expect(values.map(({ step }) => step)).toEqual([1, 3, 9]);
  // the same at once
  const alone = await train(tiny, { steps: 9, seed: 3, threads: 1, set: settings, out: join(folder, 'runs') });
  const measured = await evaluate(alone.directory, { checkpoint: 9, metrics: ['modes'], threads: 1 });
  expect(measured.metrics.modes!.klReverse).toEqual(values.at(-1)!.value);
  expect(readRunConfig(run)).toMatchObject({ seed: 3, steps: 9 });
  expect(findRun('1', result.directory)).toBe(result.trials[0]!.run);
  expect(existsSync(result.picture!)).toBe(true);
});

it('a search that was stopped wherever ends as one that was not', async () => {
  const out = join(folder, 'stopped');
  let stops = 0;
  for (let n = 1; ; n++) {
    const controller = new AbortController();
    let seen = 0;
    const on = (event: SearchEvent) => {
      // in the midst of a training, before a measurement, after one
      const counts =
        event.type === 'measured' || event.type === 'piece' || (event.type === 'run' && event.event.type === 'step');
      if (counts && ++seen === 4 + 3 * n) controller.abort();
    };
    const result = await search(tiny, { ...small, out, signal: controller.signal, on });
    if (result.status === 'finished') break;
    stops++;
  }
  await whole;
  expect(stops).toBeGreaterThan(2);
  expect(file('stopped')).toBe(file('whole'));
});

it('what was measured is not measured again, more trials go on, and another search is refused', async () => {
  const { trials } = await whole;
  const out = join(folder, 'whole');
  const told: string[] = [];
  const again = await search(tiny, { ...small, out, on: ({ type }) => void told.push(type) });
  expect(told).toEqual(['start']);
  expect(again.trials).toEqual(trials);
  const before = file('whole');
  const other = (options: SearchOptions) => search(tiny, { ...small, out, ...options });
  for (const options of [{ seed: 4 }, { steps: 12 }, { over: ['loss=hinge,minimax'] }, { factor: 2 }, { batch: 32 }])
    await expect(other(options)).rejects.toThrow(expect.objectContaining({ code: 'search/other', kind: 'usage' }));
  await expect(search({ ...tiny, name: 'other' }, { ...small, out })).rejects.toThrow(
    expect.objectContaining({ code: 'search/other' }),
  );
  expect(file('whole')).toBe(before);
  const more = await search(tiny, { ...small, out, trials: 6, confirm: 0 });
  expect(more.trials.map(({ trial }) => trial)).toEqual([1, 2, 3, 4, 5, 6]);
});

it('several trials at a time measure the same', async () => {
  const { trials } = await search(tiny, {
    ...small,
    trials: 3,
    parallel: 2,
    confirm: 0,
    out: join(folder, 'parallel'),
  });
  const known = (await whole).trials;
  for (const { trial, values } of trials)
    for (const { step, value } of values)
      expect(value).toEqual(known[trial - 1]!.values.find((one) => one.step === step)?.value ?? expect.any(Number));
  // of three one goes on, and the best to its end
  expect(trials.map(({ values }) => values.length).sort()).toEqual([1, 1, 3]);
});

it('a trial whose numbers explode is measured as nothing, and the search goes on', async () => {
  const result = await search(tiny, {
    ...small,
    trials: 2,
    minSteps: 3,
    confirm: 0,
    over: ['generator.optimizer.learningRate=1e30,1e31'],
    out: join(folder, 'exploding'),
  });
  expect(result.trials.map(({ values }) => values.map(({ value }) => Number.isFinite(value)))).toEqual([
    [true, true],
    [false],
  ]);
  expect(result.outcome).toBe('own');
  // NaN is no JSON
  expect(JSON.parse(file('exploding')).trials[1].values).toEqual([{ step: 3, value: null }]);
});

it('a space that does not fit, an unknown metric or a folder of other things leaves nothing', async () => {
  const out = join(folder, 'nothing');
  const refused = async (options: SearchOptions, code: string, what: Preset | string = tiny) => {
    await expect(search(what, { ...small, out, ...options })).rejects.toThrow(
      expect.objectContaining({ code, kind: 'usage' }),
    );
    expect(existsSync(out)).toBe(false);
  };
  await refused({ over: ['generator.optimizer.learnRate=1e-4..1e-2'] }, 'config/unknown-key');
  await refused({ over: ['loss=hinge,hing'] }, 'config/unknown-type');
  await refused({ over: ['generator.optimizer.beta1=0..1.5'] }, 'config/invalid');
  await refused({ over: ['loss=hinge,minimax', 'loss=hinge,wasserstein'] }, 'search/twice');
  await refused({ metric: 'goodness' }, 'eval/unknown-value');
  await refused({ minSteps: 10 }, 'search/min-steps');
  await refused({ data: 'digits' }, 'search/no-generator', 'classifier');
  const used = join(folder, 'used');
  mkdirSync(used);
  writeFileSync(join(used, 'thesis.txt'), '');
  await expect(search(tiny, { ...small, out: used })).rejects.toThrow(
    expect.objectContaining({ code: 'search/not-empty' }),
  );
  expect(readdirSync(used)).toEqual(['thesis.txt']);
});

it('a search that another process is at is refused', async () => {
  const controller = new AbortController();
  const out = join(folder, 'locked');
  const first = search(tiny, { ...small, out, signal: controller.signal });
  while (!existsSync(join(out, 'lock.json'))) await new Promise((done) => setTimeout(done, 5));
  await expect(search(tiny, { ...small, out })).rejects.toThrow(/searches here/);
  controller.abort();
  expect((await first).status).toBe('interrupted');
  expect(await resume(findRun('1', out), {}).catch(() => undefined)).toBeDefined();
});

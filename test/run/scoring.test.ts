import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { evaluate, type NewRunOptions, type RunEvent, resume, train } from '../../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-scoring-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Scored = Extract<RunEvent, { type: 'eval' }>;

/** Trains on points with a measurement on every tenth step, which are others than those with a picture. */
async function scored(options: NewRunOptions) {
  const events: Scored[] = [];
  const result = await train('ring', {
    steps: 40,
    snapshotEvery: 25,
    evalEvery: 10,
    threads: 1,
    out: folder,
    ...options,
    on: (event) => {
      options.on?.(event);
      if (event.type === 'eval') events.push(event);
    },
  });
  return { ...result, events };
}
const json = (directory: string, ...path: string[]) => JSON.parse(readFileSync(join(directory, ...path), 'utf8'));
const bytes = (directory: string) =>
  [
    'metrics.jsonl',
    'events.jsonl',
    'curves.png',
    'checkpoints/last.json',
    'checkpoints/best.json',
    'eval/000000020.json',
  ]
    // how fast it was is another each time
    .map((file) =>
      readFileSync(join(directory, file))
        .toString('latin1')
        .replace(/"imagesPerSecond":[\d.]+/g, ''),
    );

it('a training compares its checkpoints by what eval measures of them', async () => {
  const { directory, events, status } = await scored({ name: 'whole' });
  expect(status).toBe('finished');
  expect(events.map(({ step, name }) => [step, name])).toEqual([10, 20, 30, 40].map((step) => [step, 'klReverse']));
  const [, , third] = events;
  const again = await evaluate(directory, { checkpoint: 40, metrics: ['modes'] });
  // NaN where no sample is near a mode; JSON has null for it
  expect(events[3]!.value).toEqual(again.metrics.modes!.klReverse);
  expect(json(directory, 'eval', '000000030.json').metrics.modes.klReverse ?? Number.NaN).toEqual(third!.value);
  const values = events.map(({ value }) => value).filter((value) => !Number.isNaN(value));
  const best = events.filter(({ isBest }) => isBest).at(-1);
  expect(best?.value).toBe(values.length > 0 ? Math.min(...values) : undefined);
  if (best)
    expect(json(directory, 'checkpoints', 'best.json')).toMatchObject({
      step: best.step,
      scores: { klReverse: best.value },
    });
  expect(readdirSync(join(directory, 'samples'))).toHaveLength(5);
});

it('stopped before its measurement, a run makes up for it and ends with the same bytes', async () => {
  const whole = await scored({ name: 'undisturbed' });
  const stop = new AbortController();
  const part = await scored({
    name: 'stopped',
    signal: stop.signal,
    on: (event) => event.type === 'checkpoint' && event.step === 20 && stop.abort(),
  });
  expect([part.status, part.step, part.events.length]).toEqual(['interrupted', 20, 1]);
  await resume(part.directory, { threads: 1 });
  expect(bytes(part.directory)).toEqual(bytes(whole.directory));
});

it('a training without patience left ends, and can go on', async () => {
  // a rate of nothing: nothing gets better
  const set = ['generator.optimizer.learningRate=1e-30', 'discriminator.optimizer.learningRate=1e-30'];
  const { directory, step, status, events } = await scored({
    name: 'patient',
    set,
    patience: 2,
    bestBy: 'highQuality',
  });
  expect(events.map(({ isBest, isEnough }) => [isBest, isEnough])).toEqual([
    [true, false],
    [false, false],
    [false, true],
  ]);
  expect([step, status]).toEqual([30, 'finished']);
  expect(json(directory, 'run.json')).toMatchObject({ status: 'finished', step: 30 });
  const more = await resume(directory, { threads: 1, patience: 9 });
  expect([more.step, more.status]).toEqual([40, 'finished']);
});

it('points are compared as such, also where a run begins to be when it goes on, or by another of their metrics', async () => {
  const { directory } = await train('ring', { steps: 10, threads: 1, out: folder, name: 'later' });
  const events: Scored[] = [];
  const on = (event: RunEvent) => void (event.type === 'eval' && events.push(event));
  await resume(directory, { threads: 1, steps: 20, evalEvery: 10, on });
  expect(events.map(({ step, name }) => [step, name])).toEqual([
    [10, 'klReverse'],
    [20, 'klReverse'],
  ]);
  const { events: others } = await scored({ name: 'moved', steps: 10, bestBy: 'w1' });
  expect(others.map(({ name, isBest }) => [name, isBest])).toEqual([['w1', true]]);
});

it('what cannot be compared is refused before anything is written', async () => {
  const out = join(folder, 'none');
  await expect(train('ring', { bestBy: 'fid', out })).rejects.toMatchObject({ code: 'config/no-evaluations' });
  await expect(train('ring', { evalEvery: 5, bestBy: 'beauty', out })).rejects.toMatchObject({
    code: 'eval/unknown-value',
  });
  await expect(train('classifier', { evalEvery: 5, data: 'digits', out })).rejects.toMatchObject({
    code: 'eval/no-generator',
  });
  expect(() => readdirSync(out)).toThrow();
});

import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Feeder } from '../../gan/index.ts';
import { readConfig } from '../config/config.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { readDials } from '../directory/dials.ts';
import type { RunEvent } from '../directory/events.ts';
import { readRunInfo } from '../directory/info.ts';
import { readJsonLines } from '../directory/jsonl.ts';
import { tiny } from './tiny.testing.ts';
import { resume, train } from './train.ts';

const common = { threads: 1, snapshotEvery: 10 } as const;
const newOut = () => mkdtempSync(join(tmpdir(), 'duel-back-'));
const directoryIn = (out: string) => join(out, readdirSync(out)[0]!);
const last = (directory: string) => readFileSync(join(directory, 'checkpoints', '000000040.safetensors'));
const noted = (directory: string, type: string) =>
  [...readJsonLines(join(directory, 'events.jsonl'))].filter((event) => event.type === type);

describe('an example that is NaN', () => {
  /** Examples of the data that begin so are NaN. */
  let poison: number | undefined;
  let firstOfStep: number | undefined;
  const watchedStep = 26;

  beforeEach(() => {
    poison = firstOfStep = undefined;
    const several = Feeder.prototype.several;
    vi.spyOn(Feeder.prototype, 'several').mockImplementation(async function (this: Feeder, step, count) {
      const feeds = await several.call(this, step, count);
      const examples = Object.entries(feeds).find(([name]) => name.startsWith('data/'))![1];
      const data = examples.data as Float32Array;
      const size = data.length / count;
      if (step <= watchedStep && watchedStep < step + count) firstOfStep ??= data[(watchedStep - step) * size];
      for (let i = 0; i < data.length; i++) if (data[i] === poison) data[i] = Number.NaN;
      return feeds;
    });
  });
  afterEach(() => void vi.restoreAllMocks());

  /** Trains once to learn what is drawn at the step that is to be poisoned. */
  async function poisoned(): Promise<void> {
    await train(tiny, { ...common, out: newOut(), steps: 30 });
    poison = firstOfStep;
  }

  it('ends a training', async () => {
    await poisoned();
    await expect(train(tiny, { ...common, out: newOut(), steps: 40 })).rejects.toMatchObject({
      code: 'train/diverged',
      message: expect.stringContaining('NaN at step 27'),
      fix: expect.stringContaining('--on-divergence rollback'),
    });
  });

  it('takes it back to the last snapshot, where that is allowed, and it ends well with the same bytes each time', async () => {
    await poisoned();
    const events: RunEvent[] = [];
    const out = newOut();
    const options = { ...common, steps: 40, onDivergence: 'rollback' };
    const result = await train(tiny, { ...options, out, on: (event) => void events.push(event) });
    expect(result).toMatchObject({ step: 40, status: 'finished' });
    const { directory } = result;
    const back = { type: 'rollback', step: 20, at: 27, times: 1, of: 3 };
    expect(events.filter(({ type }) => type === 'rollback')).toEqual([expect.objectContaining(back)]);
    expect(events.filter(({ type }) => type === 'start')).toHaveLength(1);
    expect(noted(directory, 'rollback')).toEqual([expect.objectContaining(back)]);
    expect(readRunInfo(directory)).toMatchObject({ status: 'finished', step: 40 });
    const steps = [...readJsonLines(join(directory, 'metrics.jsonl'))].map(({ step }) => step);
    expect(steps).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));

    const again = await train(tiny, { ...options, out: newOut() });
    expect(last(again.directory)).toEqual(last(directory));

    // the same, stopped and gone on with before it goes back, and after
    const stopping = new AbortController();
    const stopAt = (step: number, stop: AbortController) => (event: RunEvent) => {
      if (event.type === 'step' && event.step === step) stop.abort();
    };
    const other = newOut();
    await train(tiny, { ...options, out: other, signal: stopping.signal, on: stopAt(13, stopping) });
    for (const step of [24, 35]) {
      const stop = new AbortController();
      await resume(directoryIn(other), { threads: 1, signal: stop.signal, on: stopAt(step, stop) });
    }
    const { status } = await resume(directoryIn(other), { threads: 1 });
    expect(status).toBe('finished');
    expect(last(directoryIn(other))).toEqual(last(directory));
    expect(noted(directoryIn(other), 'rollback')).toEqual([expect.objectContaining(back)]);
  }, 60_000);

  it('of a run that had ended so: it goes on from there when it is allowed', async () => {
    await poisoned();
    const out = newOut();
    await expect(train(tiny, { ...common, out, steps: 40 })).rejects.toMatchObject({ code: 'train/diverged' });
    const { status } = await resume(directoryIn(out), { threads: 1, onDivergence: 'rollback' });
    expect(status).toBe('finished');
    const whole = await train(tiny, { ...common, out: newOut(), steps: 40, onDivergence: 'rollback' });
    expect(last(directoryIn(out))).toEqual(last(whole.directory));
  });
});

describe('rates that blow it up', () => {
  const rate = { type: 'step', initial: 1e-3, factor: 1e30, at: [12] };
  const options = { ...common, steps: 20, set: [`generator.optimizer.learningRate=${JSON.stringify(rate)}`] };

  it('may be lowered each time; after the last time it ends as it does without', async () => {
    const events: RunEvent[] = [];
    const out = newOut();
    const wish = { ...options, out, onDivergence: 'rollback:0.1', on: (event: RunEvent) => void events.push(event) };
    await expect(train(tiny, wish)).rejects.toMatchObject({
      code: 'train/diverged',
      fix: expect.stringMatching(/gone back 3 times already; .*of step 10,/),
    });
    const backs = events.flatMap((event) => (event.type === 'rollback' ? [event] : []));
    expect(backs.map(({ times, step, rateFactor }) => [times, step, rateFactor])).toEqual(
      [1, 2, 3].map((n) => [n, 10, 0.1]),
    );
    expect(readDials(directoryIn(out)).map(({ redraw }) => redraw)).toEqual([1, 2, 3]);
    const lines = [...readJsonLines(join(directoryIn(out), 'metrics.jsonl'))];
    expect(lines.at(-1)!.rates).toMatchObject({
      discriminator: expect.closeTo(1e-6, 9),
    });
    expect(readRunInfo(directoryIn(out))).toMatchObject({ status: 'diverged' });
  });

  it('before the first snapshot it begins anew', async () => {
    const now = { ...rate, at: [3] };
    const out = newOut();
    const set = [`generator.optimizer.learningRate=${JSON.stringify(now)}`];
    await expect(train(tiny, { ...options, set, out, onDivergence: 'rollback' })).rejects.toMatchObject({
      code: 'train/diverged',
    });
    expect(noted(directoryIn(out), 'rollback').map(({ step, times }) => [step, times])).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
    expect(new Checkpoints(join(directoryIn(out), 'checkpoints')).list()).toEqual([]);
  });
});

it('what is to be done is one of three words', async () => {
  await expect(train(tiny, { ...common, out: newOut(), onDivergence: 'rollback:2' })).rejects.toMatchObject({
    kind: 'usage',
    where: '--on-divergence',
  });
  const { directory } = await train(tiny, { ...common, out: newOut(), onDivergence: 'rollback:0.5' });
  expect(readConfig(directory).divergence).toEqual({ rollbacks: 3, rateFactor: 0.5 });
  await resume(directory, { steps: 5, onDivergence: 'stop', threads: 1 });
  expect(readConfig(directory).divergence).toBeUndefined();
});

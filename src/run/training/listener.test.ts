import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Checkpoints } from '../directory/checkpoints.ts';
import { listRuns } from '../directory/directory.ts';
import type { RunEvent } from '../directory/events.ts';
import { readRunInfo } from '../directory/info.ts';
import { Listener } from './listener.ts';
import { tiny } from './tiny.testing.ts';
import { resume, train } from './train.ts';

const root = mkdtempSync(join(tmpdir(), 'duel-listener-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const options = { threads: 1, steps: 6, snapshotEvery: 4 };
const checkpoint = (run: string) => readFileSync(join(run, 'checkpoints', '000000006.safetensors'));
let whole: Buffer;
beforeAll(async () => {
  whole = checkpoint((await train(tiny, { ...options, out: join(root, 'whole') })).directory);
});

const at = (step: number, fail: () => unknown) => (event: RunEvent) =>
  event.type === 'step' && event.step === step ? fail() : undefined;
const listeners: [string, (event: RunEvent) => unknown][] = [
  [
    'throws',
    at(2, () => {
      throw new Error('the listener fails');
    }),
  ],
  [
    'rejects',
    at(2, async () => {
      throw new Error('the listener fails');
    }),
  ],
  ['rejects later', at(2, () => new Promise((_, fail) => setTimeout(fail, 1, new Error('the listener fails'))))],
];

it.each(listeners)(
  'a listener that %s ends the training with its error, and the run goes on from there',
  async (name, on) => {
    const out = join(root, name);
    await expect(train(tiny, { ...options, out, on })).rejects.toThrow('the listener fails');
    const run = listRuns(out)[0]!.path;
    const { status, step } = readRunInfo(run)!;
    expect(status).toBe('failed');
    expect(step).toBeGreaterThanOrEqual(2);
    expect(new Checkpoints(join(run, 'checkpoints')).last()?.step).toBe(step);
    await resume(run, { threads: 1 });
    expect(checkpoint(run)).toEqual(whole);
    expect(readRunInfo(run)).toMatchObject({ status: 'finished', step: 6 });
  },
);

it('run.json says which step was reached when something else throws', async () => {
  const out = join(root, 'elsewhere');
  const { directory } = await train(tiny, { ...options, steps: 4, out });
  const diverging = ['generator.optimizer.learningRate=1e38'];
  await expect(resume(directory, { steps: 40, threads: 1, set: diverging })).rejects.toMatchObject({
    kind: 'diverged',
  });
  const { status, step } = readRunInfo(directory)!;
  expect(status).toBe('diverged');
  expect(step).toBeGreaterThanOrEqual(4);
});

it('waits for what was begun, and throws the first failure', async () => {
  const seen: string[] = [];
  const slow = new Listener(async ({ type }) => {
    await new Promise((done) => setTimeout(done, 1));
    seen.push(type);
  });
  slow.tell({ type: 'warning', message: '' });
  await slow.settled();
  expect(seen).toEqual(['warning']);

  let told = 0;
  const failing = new Listener(() => {
    told++;
    return Promise.reject(new Error('first'));
  });
  failing.tell({ type: 'warning', message: '' });
  await expect(failing.settled()).rejects.toThrow('first');
  expect(failing.signal.aborted).toBe(true);
  failing.tell({ type: 'warning', message: '' });
  expect(told).toBe(1);
});

it('a promise that never settles does not hide a failure', async () => {
  const hanging = new Listener(({ type }) => (type === 'end' ? Promise.reject(new Error('x')) : new Promise(() => {})));
  hanging.tell({ type: 'warning', message: '' });
  hanging.tell({ type: 'end', step: 1, status: 'finished' });
  await expect(hanging.settled()).rejects.toThrow('x');
});

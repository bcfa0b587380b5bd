import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { classifier } from '../../gan/index.ts';
import { adam, dense, flatten, network } from '../../nn/index.ts';
import { definePreset } from '../../presets/preset.ts';
import type { RunEvent } from '../directory/events.ts';
import { train } from './train.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-accuracy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const idx = (dims: number[], values: number[]) => {
  const head = Buffer.alloc(4 + 4 * dims.length);
  head.set([0, 0, 8, dims.length]);
  for (const [i, dim] of dims.entries()) head.writeUInt32BE(dim, 4 + 4 * i);
  return Buffer.concat([head, Buffer.from(values)]);
};
const pixels = (n: number) => Array.from({ length: n * 4 }, (_, i) => (i * 37) % 256);
const write = (name: string, content: Uint8Array) => writeFileSync(join(folder, name), content);
write('train-images-idx3-ubyte', idx([4, 2, 2], pixels(4)));
write('train-labels-idx1-ubyte', idx([4], [0, 1, 0, 1]));
const testImages = idx([2, 2, 2], pixels(2));
write('t10k-labels-idx1-ubyte', idx([2], [0, 1]));

const preset = definePreset({
  name: 'reader',
  title: 'Reader',
  about: 'For tests.',
  data: { source: folder, range: [-1, 1] },
  game: () =>
    classifier({
      classifier: { network: network([2, 2, 1], [flatten(), dense(2)]), optimizer: adam({ learningRate: 1e-3 }) },
      batch: 2,
    }),
  draw: 'shuffled',
  length: { steps: 5 },
  report: { steps: 1, as: 'means' },
  snapshot: { steps: 2 },
  monitor: { rows: 1, columns: 1 },
});

/** A training that is stopped after a step, and the steps that were saved and tested. */
async function stopped(data: string, at: number) {
  const stop = new AbortController();
  const events: RunEvent[] = [];
  const { status, step } = await train(preset, {
    ...{ data, out: join(folder, 'runs'), threads: 1, signal: stop.signal },
    on: (event) => {
      events.push(event);
      if (event.type === 'step' && event.step === at) stop.abort();
    },
  });
  const stepsOf = (type: RunEvent['type']) => events.flatMap((e) => (e.type === type && 'step' in e ? [e.step] : []));
  return { status, step, saved: stepsOf('checkpoint'), tested: stepsOf('test'), warned: stepsOf('warning') };
}

it('says before the first step that test data are broken', async () => {
  write('t10k-images-idx3-ubyte', testImages.subarray(0, -1));
  await expect(stopped(folder, 5)).rejects.toMatchObject({
    ...{ kind: 'data', code: 'data/truncated-idx', where: join(folder, 't10k-images-idx3-ubyte') },
  });
  rmSync(join(folder, 't10k-images-idx3-ubyte'));
});

it('tests nothing where there is no test split, and takes no training data for one', async () => {
  const all = { status: 'finished', step: 5, saved: [2, 4, 5], tested: [], warned: [] };
  expect(await stopped(folder, 6)).toEqual(all);
  expect(await stopped(join(folder, 'train-images-idx3-ubyte'), 6)).toEqual(all);
});

it('tests the snapshots that were due, also the one at which it is stopped', async () => {
  write('t10k-images-idx3-ubyte', testImages);
  const of = (step: number, saved: number[], tested: number[]) => ({
    ...{ status: 'interrupted', step, saved, tested, warned: [] },
  });
  expect(await stopped(folder, 4)).toEqual(of(4, [2, 4], [2, 4]));
  expect(await stopped(folder, 3)).toEqual(of(3, [2, 3], [2]));
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openDataset } from '../../data/index.ts';
import { loadSharp } from '../../data/pictures/sharp.ts';
import { dense, network, reshape } from '../../nn/index.ts';
import { readConfig } from '../config/config.ts';
import { craftRun, generatorGame, oneMode } from '../directory/crafted.testing.ts';
import { nearestExamples } from './nearestExamples.ts';
import { ownJudge } from './ownJudge.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-nearest-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [side, count] = [8, 300];

/** Pictures of noise, as MNIST's files hold them. */
function noise(): Uint8Array {
  let state = 7;
  const pixels = Uint8Array.from({ length: count * side * side }, () => {
    state = (state * 48271) % 2147483647;
    return state & 255;
  });
  const head = [0, 0, 8, 3, ...[count, side, side].flatMap((d) => [0, 0, d >> 8, d & 255])];
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'train-images-idx3-ubyte'), Uint8Array.from([...head, ...pixels]));
  return pixels;
}

it('finds the training pictures nearest to a sample, by pixels until a judge is there, then by its features', async () => {
  const pixels = noise();
  // makes picture 123 with a little more light, whatever the latent
  const made = Array.from({ length: side * side }, (_, p) => pixels[123 * side * side + p]! / 127.5 - 1 + 0.01);
  const directory = craftRun({
    ...{ out: folder, name: 'nearly', source: join(folder, 'data'), shape: [side, side, 1], classes: [], step: 3 },
    game: generatorGame(network([2], [dense(side * side), reshape([side, side, 1])])),
    weights: { 'generator/dense/bias': made },
  });
  const dataContext = { cacheFolder: join(folder, 'cache') };
  const look = () => nearestExamples(directory, { latent: { name: '', latent: [0, 0] }, k: 3, dataContext });
  const found = await look();
  expect(found).toMatchObject({ by: 'pixels', among: count, count });
  // all of them by hand
  const far = Array.from({ length: count }, (_, i) =>
    Math.hypot(...made.map((v, p) => v - (pixels[i * side * side + p]! / 127.5 - 1))),
  );
  const order = [...far.keys()].sort((a, b) => far[a]! - far[b]!).slice(0, 3);
  expect(order[0]).toBe(123);
  for (const [i, { distance, picture }] of found.examples.entries()) {
    expect(distance).toBeCloseTo(far[order[i]!]!, 5);
    const { data } = await (await loadSharp())(picture).greyscale().raw().toBuffer({ resolveWithObject: true });
    expect([...data]).toEqual([...pixels.subarray(order[i]! * side * side, (order[i]! + 1) * side * side)]);
  }
  // the judge that an evaluation has trained reads it too
  const dataset = await openDataset({ source: join(folder, 'data') }, dataContext);
  const { data } = readConfig(directory);
  await ownJudge(data, dataset, { context: dataContext, threads: 1 });
  await dataset.close();
  const read = await look();
  expect(read).toMatchObject({ by: 'features', among: count, accuracy: expect.any(Number) });
  expect(read.examples[0]!.picture).toEqual(found.examples[0]!.picture);
  const distances = read.examples.map(({ distance }) => distance);
  expect(distances).toEqual(distances.toSorted((a, b) => a - b));
}, 120_000);

it('says that a generator of points makes no pictures', async () => {
  await expect(nearestExamples(oneMode(folder), { latent: { name: '', latent: [0, 0] } })).rejects.toMatchObject({
    code: 'sample/no-images',
  });
});

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { gan, labels } from '../../gan/index.ts';
import { adam, dense, flatten, network, previous, projection, reshape } from '../../nn/index.ts';
import { craftRun } from '../directory/crafted.testing.ts';
import { evaluate } from './evaluate.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-lesson-'));
afterAll(() => rmSync(folder, { recursive: true }));

const side = 4;
const image = [side, side, 1];

/** Pictures of two classes as MNIST's files hold them: the upper half bright, or the lower. */
function halves(name: string, n: number): void {
  const pixels = Uint8Array.from({ length: n * 16 }, (_, at) => {
    const upper = at % 16 < 8;
    return upper === ((at >> 4) % 2 === 0) ? 200 + (at % 50) : at % 50;
  });
  const head = (...dims: number[]) => [0, 0, 8, dims.length, ...dims.flatMap((d) => [0, 0, d >> 8, d & 255])];
  writeFileSync(join(folder, 'data', `${name}-images-idx3-ubyte`), Uint8Array.from([...head(n, 4, 4), ...pixels]));
  const classes = Array.from({ length: n }, (_, i) => i % 2);
  writeFileSync(join(folder, 'data', `${name}-labels-idx1-ubyte`), Uint8Array.from([...head(n), ...classes]));
}

it('what learns from a generator that mixes classes up does so too, and nothing is left of it', async () => {
  mkdirSync(join(folder, 'data'));
  halves('train', 400);
  halves('t10k', 100);
  const optimizer = adam({ learningRate: 1e-3 });
  const run = craftRun({
    out: folder,
    name: 'mixed-up',
    source: join(folder, 'data'),
    shape: image,
    classes: ['0', '1'],
    game: gan({
      generator: {
        network: network({ latent: [1], label: [2] }, [dense(16, { inputs: ['label'] }), reshape(image)]),
        optimizer,
      },
      discriminator: {
        network: network({ image, label: [2] }, [flatten({ inputs: ['image'] }), projection([previous(), 'label'])]),
        optimizer,
      },
      batch: { generator: 2, discriminator: 2 },
      conditioning: labels(),
    }),
    step: 1,
    // asked for 0 it makes the lower half bright, which is class 1
    weights: { 'generator/dense/kernel': (i) => (i < 16 === i % 16 >= 8 ? 0.9 : -0.9) },
  });
  const dataContext = { cacheFolder: join(folder, 'cache') };
  const { metrics, measured } = await evaluate(run, { metrics: ['cas'], dataContext, threads: 1, n: 64 });
  expect(metrics.cas).toMatchObject({ cas: 0, realCas: 1, reverse: 0, heldOutN: 100, steps: 600 });
  expect(measured.cas).toMatchObject({ n: 64, classes: ['0', '1'], judge: { task: 'classes', accuracy: 1 } });
  expect(readdirSync(join(dataContext.cacheFolder, 'lessons'))).toEqual([]);
}, 120_000);

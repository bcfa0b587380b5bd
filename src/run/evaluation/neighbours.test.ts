import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { compile, inferencePlan } from '../../compile/compile.ts';
import { loadSharp } from '../../data/pictures/sharp.ts';
import { dense, network, reshape as reshaped } from '../../nn/index.ts';
import { anyBatch, input, reshape } from '../../tensor/index.ts';
import { craftRun, generatorGame } from '../directory/crafted.testing.ts';
import { reportOf } from '../report/report.ts';
import { evaluate } from './evaluate.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-neighbours-'));
afterAll(() => rmSync(folder, { recursive: true }));
const side = 4;

/** Pictures of noise, as MNIST's files hold them. */
function noise(name: string, n: number, seed: number): Uint8Array {
  let state = seed;
  const pixels = Uint8Array.from({ length: n * side * side }, () => {
    state = (state * 48271) % 2147483647;
    return state & 255;
  });
  const head = [0, 0, 8, 3, ...[n, side, side].flatMap((d) => [0, 0, d >> 8, d & 255])];
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'data', `${name}-images-idx3-ubyte`), Uint8Array.from([...head, ...pixels]));
  return pixels;
}

it('a copy is drawn beside what it is a copy of, and stands on the page with who told', async () => {
  const learned = noise('train', 300, 1);
  noise('t10k', 100, 2);
  // it makes example 17, whatever the latent is
  const copied = learned.subarray(17 * side * side, 18 * side * side);
  const run = craftRun({
    out: folder,
    name: 'copies',
    source: join(folder, 'data'),
    shape: [side, side, 1],
    classes: [],
    game: generatorGame(network([1], [dense(side * side), reshaped([side, side, 1])])),
    step: 3,
    weights: { 'generator/dense/bias': [...copied].map((v) => v / 127.5 - 1) },
  });
  const x = input('images', [anyBatch, side, side, 1]);
  const extractor = join(folder, 'pixels.onnx');
  writeFileSync(extractor, compile({ pixels: reshape(x, [anyBatch, side * side]) }, inferencePlan).bytes);
  const { picture, file, metrics } = await evaluate(run, {
    extractor: `${extractor}?range=0,255`,
    metrics: ['copies'],
    n: 40,
    threads: 1,
    keep: true,
    dataContext: { cacheFolder: join(folder, 'cache') },
  });
  expect(metrics.copies!.nearer).toBe(1);
  expect(basename(picture!)).toBe('000000003-neighbours.png');
  const { neighbours } = JSON.parse(readFileSync(file!, 'utf8')).metrics.copies;
  expect(neighbours.map(({ seed }: { seed: number }) => seed)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  for (const { distances } of neighbours) {
    expect(distances[0]).toBeLessThan(0.01);
    expect(distances).toEqual(distances.toSorted((a: number, b: number) => a - b));
  }
  const sharp = await loadSharp();
  const { data, info } = await sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true });
  // pictures of 96 pixels with 2 between them: five to a row
  expect([info.width, info.height]).toEqual([5 * 98 + 2, 8 * 98 + 2]);
  const cell = (column: number) =>
    Array.from({ length: 16 }, (_, p) => data[(14 + 24 * (p >> 2)) * info.width + 98 * column + 14 + 24 * (p & 3)]);
  expect([cell(0), cell(1)]).toEqual([[...copied], [...copied]]);
  expect(cell(2)).not.toEqual([...copied]);

  const { html, problems } = await reportOf(run);
  expect(problems).toEqual([]);
  const section = /<section aria-labelledby="neighbours">[\s\S]*?<\/section>/.exec(html)![0];
  expect(section).toContain("pixels.onnx ('pixels', 16 numbers)");
  expect(section).toContain('copying');
  expect(section).toMatch(/<img [^>]*src="data:image\/webp;base64,[^"]+"[^>]* alt="8 rows: a sample of step 3/);
  expect(html).toContain('<a href="#neighbours">Nearest examples</a>');
  expect(html).not.toContain(folder);
}, 60_000);

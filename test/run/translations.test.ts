import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import {
  customGame,
  definePreset,
  evaluate,
  exportNetwork,
  exportPage,
  nn,
  openTranslator,
  resume,
  tensor,
  train,
  translate,
} from '../../src/index.ts';
import * as ort from '../../src/runtime/node/ort.ts';

const { abs, mean, sub } = tensor;
const runs = mkdtempSync(join(tmpdir(), 'duel-translations-'));
afterAll(() => rmSync(runs, { recursive: true }));

/** Digits out of blurred ones, by their mean difference alone. */
const sharpen = definePreset({
  name: 'sharpen',
  title: 'sharp digits',
  about: 'a game of one translator',
  data: { source: 'digits', range: [-1, 1], pairs: { type: 'blur', radius: 1 } },
  game: ({ parts }) =>
    customGame({
      players: {
        generator: {
          network: nn.network(parts!.input!, [
            nn.conv2d(8, 3, { padding: 'same' }),
            nn.relu(),
            nn.conv2d(1, 3, { padding: 'same' }),
            nn.tanh(),
          ]),
          optimizer: nn.adam({ learningRate: 5e-3 }),
        },
      },
      translators: [{ player: 'generator', name: 'sharpen', from: { part: 'input' }, to: { part: 'target' } }],
      batch: 8,
      moves: [
        {
          name: 'generator',
          updates: ['generator'],
          objective: (scope) => {
            const made = scope.play('generator', scope.examples('pairs', 8, { part: 'input' }));
            const loss = mean(abs(sub(made, scope.examples('pairs', 8, { part: 'target' }))));
            scope.metric('l1', loss);
            return loss;
          },
        },
      ],
    }),
  draw: 'shuffled',
  length: { steps: 60 },
  report: { steps: 20, as: 'means' },
  snapshot: { steps: 30 },
  monitor: { rows: 3, columns: 2 },
});

it('a game of pictures into pictures trains, goes on to the same bytes, is drawn and judged on what is held out', async () => {
  const whole = await train(sharpen, { out: runs });
  const { directory } = await train(sharpen, { out: runs, steps: 30 });
  expect(await resume(directory, { steps: 60 })).toMatchObject({ status: 'finished', step: 60 });
  const bytes = (run: string) => readFileSync(join(run, 'checkpoints', '000000060.safetensors'));
  expect(bytes(directory)).toEqual(bytes(whole.directory));

  // three rows of two examples: input, result and target
  const { width, height } = await sharp(join(directory, 'samples', '000000060.png')).metadata();
  expect([width, height]).toEqual([6 * (28 * 3 + 2) + 2, 3 * (28 * 3 + 2) + 2]);
  const reals = await sharp(join(directory, 'reals.png')).metadata();
  expect(reals.width).toBe(4 * (28 * 3 + 2) + 2);

  const { metrics, measured, met, notes } = await evaluate(directory, { n: 40, require: ['ssim>=0.1'] });
  const { l1, psnr, ssim, inputL1 } = metrics.sharpen as Record<string, number>;
  expect(measured.sharpen).toMatchObject({ n: 40, seeds: 'held out' });
  expect([met, notes]).toEqual([true, []]);
  expect(l1).toBeGreaterThan(0);
  expect(l1).toBeLessThan(inputL1! * 1.5);
  expect(psnr).toBeGreaterThan(5);
  expect(ssim).toBeLessThan(1);
  await expect(evaluate(directory, { seeds: [1] })).rejects.toMatchObject({ code: 'eval/translations' });
  await expect(evaluate(directory, { input: 'a' })).rejects.toMatchObject({ code: 'eval/half-pairs' });
});

/** A grey picture with something in every corner. */
const grey = (height: number, width: number) =>
  Uint8Array.from({ length: height * width }, (_, i) => 127 + 120 * Math.sin(i / 7) * Math.cos(i / (3 * width)));
const png = (height: number, width: number) =>
  sharp(grey(height, width), { raw: { height, width, channels: 1 } })
    .png()
    .toBuffer();

it('translates pictures of any size under their names, large ones without seams', async () => {
  const { directory } = await train(sharpen, { out: runs, steps: 5 });
  const from = join(runs, 'in');
  mkdirSync(join(from, 'inside'), { recursive: true });
  writeFileSync(join(from, '写真.png'), await png(33, 57));
  writeFileSync(join(from, 'inside', 'a.b.png'), await png(28, 28));
  const out = join(runs, 'out');
  const { files, step, direction } = await translate(directory, from, out);
  expect([step, direction, files.length]).toEqual([5, 'sharpen', 2]);
  expect(readdirSync(out).sort()).toEqual(['inside', '写真.png']);
  const { height, width, channels } = await sharp(join(out, '写真.png')).metadata();
  expect([height, width, channels]).toEqual([33, 57, 1]);
  expect(readdirSync(join(out, 'inside'))).toEqual(['a.b.png']);
  await expect(translate(directory, from, out)).rejects.toMatchObject({ code: 'sample/not-empty' });
  await expect(translate(directory, from, join(runs, 'x.png'))).rejects.toMatchObject({ code: 'translate/one-file' });

  const translator = await openTranslator(directory);
  const [h, w] = [900, 700];
  const data = Float32Array.from(grey(h, w), (byte) => byte / 127.5 - 1);
  const large = await translator.translate({ height: h, width: w, channels: 1, data });
  expect([large.height, large.width, large.data.length]).toEqual([h, w, h * w]);
  // a part far from its own sides is what the whole has there
  const part = new Float32Array(400 * 400);
  for (let y = 0; y < 400; y++) part.set(data.subarray((y + 250) * w + 150, (y + 250) * w + 550), y * 400);
  const small = await translator.translate({ height: 400, width: 400, channels: 1, data: part });
  let worst = 0;
  for (let y = 10; y < 390; y++)
    for (let x = 10; x < 390; x++)
      worst = Math.max(worst, Math.abs(small.data[y * 400 + x]! - large.data[(y + 250) * w + x + 150]!));
  expect(worst).toBeLessThan(0.02);
  await translator.close();
});

it('exports a translator with height and width free, and plain ONNX Runtime runs it at another size', async () => {
  const { directory } = await train(sharpen, { out: runs, steps: 2 });
  const { bytes, net } = await exportNetwork(directory);
  expect(net).toBe('generator');
  const session = await ort.InferenceSession.create(bytes);
  expect(session.inputMetadata).toMatchObject([{ name: 'inputs', shape: ['batch', 'height', 'width', 1] }]);
  expect(session.outputMetadata).toMatchObject([{ name: 'images', shape: ['batch', 'height', 'width', 1] }]);
  const data = Float32Array.from(grey(35, 50), (byte) => byte / 127.5 - 1);
  const { images } = await session.run({ inputs: new ort.Tensor('float32', data, [1, 35, 50, 1]) });
  const translator = await openTranslator(directory);
  const own = await translator.translate({ height: 35, width: 50, channels: 1, data });
  own.data.forEach((value, i) => {
    expect(images!.data[i]).toBeCloseTo(value, 5);
  });
  await translator.close();
});

it('lowers a rate of pix2pix on continuing', async () => {
  const small = { data: 'digits', pairs: 'blur:1', batch: 2, set: ['width=4'], out: runs, threads: 1 } as const;
  const { directory } = await train('pix2pix', { ...small, steps: 2 });
  const set = ['generator.optimizer.learningRate=1e-5', 'pixel.weight=50'];
  expect(await resume(directory, { steps: 3, set })).toMatchObject({ status: 'finished', step: 3 });
  await expect(resume(directory, { steps: 4, set: ['pixel.type=l2'] })).rejects.toMatchObject({
    code: 'run/no-dial',
  });
  const out = join(runs, 'page.html');
  expect(await exportPage(directory, { out })).toMatchObject({ nets: ['generator'] });
  expect(existsSync(out)).toBe(true);
});

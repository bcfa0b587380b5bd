import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { customGame, definePreset, evaluate, nn, resume, tensor, train } from '../../src/index.ts';

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
  expect(measured).toMatchObject({ n: 40, seeds: 'held out' });
  expect([met, notes]).toEqual([true, []]);
  expect(l1).toBeGreaterThan(0);
  expect(l1).toBeLessThan(inputL1! * 1.5);
  expect(psnr).toBeGreaterThan(5);
  expect(ssim).toBeLessThan(1);
  await expect(evaluate(directory, { seeds: [1] })).rejects.toMatchObject({ code: 'eval/translations' });
  await expect(evaluate(directory, { input: 'a' })).rejects.toMatchObject({ code: 'eval/half-pairs' });
});

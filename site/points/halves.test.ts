import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/runtime/engine.ts';
import { openHere } from '../../src/runtime/node/open.ts';
import { defaults, lossNames, paidNames, type Settings } from './settings.ts';
import { Trainer } from './trainer.ts';

const small: Settings = {
  ...defaults,
  ...{ told: 'half', batch: 64, generatorWidth: 32, generatorDepth: 2, discriminatorWidth: 16, discriminatorDepth: 1 },
};
let engine: Engine;
beforeAll(async () => {
  engine = await openHere('cpu', { threads: 1 });
});
afterAll(() => engine.close());

const column = (points: Float32Array, axis: 0 | 1) => points.filter((_, i) => i % 2 === axis);
const mean = (values: Float32Array) => values.reduce((sum, v) => sum + v, 0) / values.length;

describe('G is told x, and makes y', () => {
  it('and of L1 alone it makes what lies in the middle of all answers', { timeout: 60_000 }, async () => {
    const trainer = await Trainer.open(engine, { ...small, paid: 'L1' });
    await trainer.play('both', 300);
    const { samples, real, gLoss } = await trainer.view();
    expect(column(samples, 0)).toEqual(column(real, 0));
    const distance = samples.map((v, i) => Math.abs(v - real[i]!));
    // half of all numbers are told, and the loss is a mean over those too
    expect(mean(distance)).toBeCloseTo(gLoss!, 1);
    // up and down are as likely: whatever lies between is as near
    expect(mean(column(samples, 1).map(Math.abs))).toBeLessThan(0.8 * mean(column(real, 1).map(Math.abs)));
    await trainer.close();
  });

  it.each(paidNames)('paid by %s, on data of any kind', async (paid) => {
    for (const changes of [
      { data: 'spiral', latent: 1 },
      { unrolling: 1 },
      { packing: 2 },
      { discriminatorSteps: 2 },
    ] as const) {
      const trainer = await Trainer.open(engine, { ...small, paid, ...changes });
      await trainer.play('both', 2);
      const { samples, real, mesh, pushes } = await trainer.view();
      expect(column(samples, 0)).toEqual(column(real, 0));
      // the sheet of latents begins at x = −2, and is told no other
      expect(mesh[0]).toBe(-2);
      expect([...mesh, ...pushes].every(Number.isFinite)).toBe(true);
      await trainer.play('generator', 1);
      await trainer.undo(2);
      expect(trainer.done).toBe(1);
      await trainer.close();
    }
  });

  it.each(lossNames)('%s', async (loss) => {
    const trainer = await Trainer.open(engine, { ...small, loss, paid: 'both' });
    await trainer.play('both', 1);
    const { watched } = await trainer.watch();
    const { made, latents, latentSize } = watched.discriminator;
    // what the loop shows of latents is what G is told
    expect(made[0]).toBe(latents[0]);
    expect(made[2]).toBe(latents[latentSize]);
    expect(made[0]).toBe(watched.real[0]);
    await trainer.close();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/runtime/engine.ts';
import { openHere } from '../../src/runtime/node/open.ts';
import { oneHot, seenOf } from './classes.ts';
import { defaults, lossNames, type Settings } from './settings.ts';
import { Trainer } from './trainer.ts';

const small: Settings = {
  ...defaults,
  ...{ told: 'class', batch: 32, generatorWidth: 8, discriminatorWidth: 8, generatorDepth: 1, discriminatorDepth: 1 },
};
let engine: Engine;
beforeAll(async () => {
  engine = await openHere('cpu', { threads: 1 });
});
afterAll(() => engine.close());

async function trained(changes: Partial<Settings>, updates: number) {
  const trainer = await Trainer.open(engine, { ...small, ...changes });
  await trainer.play('both', updates);
  return trainer;
}

const middling = {
  ...{ batch: 64, generatorWidth: 32, generatorDepth: 2, discriminatorWidth: 32, discriminatorDepth: 2 },
  noiseFalls: 500,
} as const;

describe('both networks are told the class', () => {
  it('and points come nearest to the mode that they were asked for', { timeout: 60_000 }, async () => {
    const trainer = await trained(middling, 300);
    const first = await trainer.view();
    if (first.coverage.type !== 'modes') throw new Error('the ring has modes');
    expect(first.coverage.asked).toBeGreaterThan(0.9);
    expect(first.told).toMatchObject({ classes: 8, seen: 0 });
    // D's surface and G's manifold are those of the class that is looked at; samples have theirs
    expect(trainer.turnDials({ ...small, seen: 4 })).toBe(true);
    expect(trainer.turnDials({ ...small, seen: 4 })).toBe(false);
    const second = await trainer.view();
    expect(second.told?.seen).toBe(4);
    expect(second.samples).toEqual(first.samples);
    const middle = (mesh: Float32Array) => mesh.reduce((sum, v, i) => (i % 2 === 0 ? sum + v : sum), 0) / mesh.length;
    // class 0 lies on the right, class 4 on the left
    expect(middle(first.mesh)).toBeGreaterThan(0.2);
    expect(middle(second.mesh)).toBeLessThan(-0.2);
    expect(second.surface).not.toEqual(first.surface);
    await trainer.close();
  });

  it.each(lossNames)('%s', async (loss) => {
    const trainer = await trained({ loss }, 2);
    const { surface, pushes } = await trainer.view();
    expect([...surface, ...pushes].every(Number.isFinite)).toBe(true);
    await trainer.close();
  });

  it.each([
    { data: 'grid', seen: 24 },
    { data: 'moons', seen: 24 },
    { data: 'spiral', penalty: 'gradientPenalty' },
    { unrolling: 1 },
    { packing: 4 },
    { discriminatorSteps: 2 },
  ] as const)('%o', async (changes) => {
    const trainer = await trained(changes, 2);
    const { told } = await trainer.view();
    expect(told!.seen).toBe(seenOf({ ...small, ...changes }));
    expect(told!.seen).toBeLessThan(told!.classes);
    // D's part of a step alone, and back
    await trainer.play('discriminator', 1);
    await trainer.undo(2);
    expect(trainer.done).toBe(1);
    const { watched } = await trainer.watch();
    expect(watched.discriminator.made).toHaveLength(8);
    await trainer.close();
  });

  it('but not of what was drawn, which has no classes', async () => {
    const trainer = await trained({ data: 'drawn', drawn: [0.5, 0.5] }, 2);
    expect((await trainer.view()).told).toBeUndefined();
    await trainer.close();
  });
});

it('a class is a row with one 1', () => {
  expect([...oneHot([1, 0], 3)]).toEqual([0, 1, 0, 1, 0, 0]);
});

import { expect, it } from 'vitest';
import { dataOf } from '../../presets/dataOf.testing.ts';
import { presets } from '../../presets/registry.ts';
import { trainingStep } from '../training/microbatch.ts';
import { stepSchema } from './descriptions.ts';

it.each(presets.map((preset) => [preset.name, preset] as const))(
  'what feeds %s is read from step.json as it was written',
  (name, preset) => {
    const points = /^(ring|grid)/.test(name);
    const data = dataOf(preset, points ? [2] : name === 'celeba-dcgan' ? [64, 64, 3] : [28, 28, 1]);
    const { description } = trainingStep({ game: preset.game(data), microbatch: preset.microbatch }, data)!;
    const written = JSON.parse(JSON.stringify(description));
    expect(JSON.parse(JSON.stringify(stepSchema.parse(written)))).toEqual(written);
  },
);

it('refuses what it would have to pass over', () => {
  const noise = { name: 'z', kind: 'normal', shape: [8, 2] };
  const description = (changes: object) => ({
    batch: 8,
    state: [],
    examples: [],
    noise: [{ ...noise, ...changes }],
    dials: [],
    metrics: [],
  });
  expect(stepSchema.safeParse(description({ cut: { batches: 2, parts: 4 } })).success).toBe(true);
  for (const wrong of [{ cut: { batches: 2, parts: 3 } }, { cut: { batches: 0, parts: 4 } }, { order: 'other' }])
    expect(stepSchema.safeParse(description(wrong)).success).toBe(false);
});

import { describe, expect, it } from 'vitest';
import { dense, flatten, network, reshape, sgd } from '../../nn/index.ts';
import { evaluate, inputName, type NDArray, ndarray, sizeOf, topologicalOrder } from '../../tensor/index.ts';
import { gan } from '../adversarial/ganSpec.ts';
import { ganGame } from '../games/gan.ts';
import { wasserstein } from '../losses/index.ts';
import { buildStep } from '../step/step.ts';
import type { StepGraph } from '../step/stepBuilder.ts';
import { initialState } from '../training/initialState.ts';
import { ada } from './adaptation.ts';
import { diffAugment } from './diffAugment.ts';
import type { Augment } from './registry.ts';

const optimizer = sgd({ learningRate: 1 });
const generator = network(
  [2],
  [dense(16, { kernelInitializer: 'zeros', biasInitializer: 'zeros' }), reshape([4, 4, 1])],
);
/** D's score is `bias` and the sum of the pixels, times `slope`. */
const spec = (augment: Augment, slope: number, bias: number, order: 'separate' | 'together' = 'together') =>
  gan({
    generator: { network: generator, optimizer },
    discriminator: {
      network: network(
        [4, 4, 1],
        [
          flatten(),
          dense(1, {
            kernelInitializer: { type: 'constant', value: slope },
            biasInitializer: { type: 'constant', value: bias },
          }),
        ],
      ),
      optimizer,
    },
    batch: { generator: 1, discriminator: 4 },
    augment,
    order,
  });
const stepOf = (game: ReturnType<typeof spec>, parts = 1) =>
  buildStep(ganGame(game), { shape: [4, 4, 1], classCount: 0 }, parts);
const begin = ({ description }: StepGraph): Record<string, NDArray> =>
  Object.fromEntries(
    Object.entries(initialState(description, 1)).map(([n, { shape, data }]) => [n, ndarray(shape, data)]),
  );

/** A step in float64, all uniform numbers ½ and all else 1; G and D learn by `rate`. */
function run(step: StepGraph, state: Record<string, NDArray>, rate: Record<string, number> = {}) {
  const feeds = { ...state };
  for (const t of topologicalOrder(Object.values(step.outputs))) {
    const name = inputName(t);
    if (name === undefined || feeds[name]) continue;
    const value = name.includes('augment/target')
      ? 0.6
      : name.startsWith('dial/')
        ? (rate[name.split('/')[1]!] ?? 0)
        : name.includes('.augment')
          ? 0.5
          : 1;
    feeds[name] = ndarray(t.shape, new Float64Array(sizeOf(t.shape)).fill(value));
  }
  const values = evaluate(Object.values(step.outputs), feeds);
  const results = Object.fromEntries(Object.keys(step.outputs).map((n, i) => [n, values[i]!]));
  const next = Object.fromEntries(step.description.state.map(({ name }) => [name, results[`next/${name}`]!]));
  return { results, next };
}
/** p after each of `steps` steps. */
function course(game: ReturnType<typeof spec>, steps: number, parts = 1): number[] {
  const step = stepOf(game, parts);
  let state = begin(step);
  return Array.from({ length: steps }, () => {
    state = run(step, state).next;
    return state['augment/p']!.data[0]!;
  });
}

describe('p of ADA', () => {
  // 4 real images in each of 4 steps, of 160: p moves by 0.1
  const pace = { images: 160, transforms: ['xFlip' as const] };
  it.each(['together', 'separate'] as const)('rises where D is too sure of real examples, %s', (order) => {
    const ps = course(spec(ada(pace), 0, 2, order), 9);
    [0, 0, 0, 0.1, 0.1, 0.1, 0.1, 0.2, 0.2].forEach((p, i) => {
      expect(ps[i]).toBeCloseTo(p, 6);
    });
  });
  it('falls where D is not, and ends at 0', () => {
    const ps = course(spec(ada({ ...pace, p: 0.15 }), 0, -2), 12);
    expect([ps[2], ps[3], ps[7], ps[11]].map((p) => Math.round(p! * 1e6) / 1e6)).toEqual([0.15, 0.05, 0, 0]);
  });
  it('rises as fast where a batch is computed in parts', () => {
    const half = { ...spec(ada(pace), 0, 2), batch: { generator: 1, discriminator: 2 } };
    expect(course(half, 5, 2)[4]).toBeCloseTo(0.1, 6);
  });
  it('ends at 1', () => {
    expect(course(spec(ada({ ...pace, p: 0.95 }), 0, 2), 8).at(-1)).toBe(1);
  });
  it('stays, and is a dial, without a target', () => {
    const { description } = stepOf(spec(ada({ ...pace, p: 0.3, target: null }), 0, 2));
    expect(description.state.map((s) => s.name).filter((n) => n.startsWith('augment'))).toEqual([]);
    expect(description.dials).toContainEqual({ name: 'augment/p', value: 0.3 });
  });
  it('wants a loss by which D decides', () => {
    const game = spec(ada(pace), 0, 2);
    expect(() => gan({ ...game, loss: wasserstein() })).toThrowError(
      expect.objectContaining({ code: 'gan/augment-target' }),
    );
    expect(gan({ ...game, loss: wasserstein(), augment: ada({ target: null, p: 0.2 }) }).augment).toBeDefined();
  });
});

describe('D and G', () => {
  // a number of ½ cuts the middle out
  const hole = [5, 6, 9, 10];
  const cut = spec(diffAugment({ policies: ['cutout'] }), 0.1, 0);
  const step = stepOf(cut);

  it('D does not see what is cut out of real examples', () => {
    // all pixels are 1, G makes 0: the score of a real example is 0.1 for each of the 12 pixels that D sees
    const kernel = run(step, begin(step), { discriminator: 1 }).next['discriminator/dense/kernel']!;
    kernel.data.forEach((w, i) => {
      // −dL/dw = ½ σ(−1.2) for each pixel that is seen: the loss is the mean of real and generated
      expect(w - 0.1).toBeCloseTo(hole.includes(i) ? 0 : 0.5 / (1 + Math.exp(1.2)), 7);
    });
  });
  it('G learns through the transformation', () => {
    const bias = run(step, begin(step), { generator: 1 }).next['generator/dense/bias']!;
    // −dL/db = 0.1 σ(0) where D sees the pixel
    bias.data.forEach((b, i) => {
      expect(b).toBeCloseTo(hole.includes(i) ? 0 : 0.05, 8);
    });
  });
  it('get numbers of their own', () => {
    expect(step.description.noise.map((n) => [n.name, n.shape])).toEqual(
      expect.arrayContaining([
        ['both.augment0', [8, 2]],
        ['generator.augment0', [1, 2]],
      ]),
    );
  });
  it('must see images', () => {
    const flat = { network: network([16], [dense(1)]), optimizer };
    expect(() => gan({ ...cut, discriminator: flat })).toThrowError(
      expect.objectContaining({ code: 'gan/augment-images' }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { dense, network, sgd } from '../../nn/index.ts';
import { constant, evaluate, grad, input, ndarray } from '../../tensor/index.ts';
import { gan } from '../adversarial/ganSpec.ts';
import { ganGame } from '../games/gan.ts';
import { wasserstein } from '../losses/index.ts';
import { Played } from '../step/step.testing.ts';
import { likeness } from './pullingAway.ts';

const of = (shape: readonly number[], values: readonly number[]) =>
  evaluate([likeness(constant(ndarray(shape, values)))])[0]!.data[0]!;

describe('likeness', () => {
  it('is the mean squared cosine of pairs, by hand', () => {
    // angles 0°, 60° and 90°, of lengths that do not matter: cos² 1/4, 0 and 3/4
    expect(of([3, 2], [5, 0, 1, Math.sqrt(3), 0, 0.1])).toBeCloseTo((0.25 + 0 + 0.75) / 3, 9);
  });

  it('is 1 where all are alike or opposite, and 0 where all are at right angles', () => {
    expect(of([3, 2], [1, 2, 2, 4, -1, -2])).toBeCloseTo(1, 9);
    expect(of([2, 2], [3, 0, 0, 7])).toBe(0);
  });

  it('takes features of any shape, and such as are all 0', () => {
    expect(of([2, 1, 2, 2], [1, 0, 0, 1, 1, 0, 0, -1])).toBeCloseTo(0, 9);
    expect(of([3, 2], [0, 0, 1, 0, 1, 0])).toBeCloseTo(1 / 3, 9);
    const x = input('x', [2, 2]);
    const slope = grad(likeness(x), [x])[0]!;
    for (const v of evaluate([slope], { x: ndarray([2, 2], [0, 0, 1, 1]) })[0]!.data) expect(v).toBeCloseTo(0, 9);
  });

  it('has the slope of finite differences', () => {
    const at = [0.3, -1.2, 0.8, 0.5, 1.1, -0.4];
    const x = input('x', [3, 2]);
    const slope = evaluate([grad(likeness(x), [x])[0]!], { x: ndarray([3, 2], at) })[0]!.data;
    at.forEach((_, i) => {
      const moved = (by: number) =>
        of(
          [3, 2],
          at.map((v, j) => (j === i ? v + by : v)),
        );
      expect(slope[i]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 7);
    });
  });
});

describe('pulling away', () => {
  const latents = [0.9, -0.4, 0.2, 1.3, -1.1, 0.6];
  /** A game one step on. D's first layer is an orthogonal map, which turns G's points and keeps their angles. */
  const played = (rateOfD: number, options: object) => {
    const hidden = { name: 'features', useBias: false, kernelInitializer: { type: 'orthogonal', gain: 1.5 } } as const;
    const score = { name: 'score', useBias: false, kernelInitializer: 'ones' } as const;
    const d = network([2], [dense(2, hidden), dense(1, score)], { outputs: ['score', 'features'] });
    const spec = gan({
      generator: {
        network: network([2], [dense(2, { name: 'g', useBias: false })]),
        optimizer: sgd({ learningRate: 0.1 }),
      },
      discriminator: { network: d, optimizer: sgd({ learningRate: rateOfD }) },
      batch: { generator: 3, discriminator: 3 },
      loss: wasserstein(),
      ...options,
    });
    const game = new Played(ganGame(spec), { shape: [2] });
    const before = [...game.state['generator/g/kernel']!.data];
    const fed = { 'data/real': [1, 2, 3, 4, 5, 6], 'noise/fake.latents': latents, 'noise/generator.latents': latents };
    game.next(fed);
    return { game, before, after: [...game.state['generator/g/kernel']!.data] };
  };
  const pullingAway = { layer: 'features', weight: 0.7 };

  it("moves G by weight times the slope of how alike D's features are", () => {
    const [plain, pulled] = [played(0, {}), played(0, { pullingAway })];
    const alike = (kernel: readonly number[]) => {
      const points = [0, 1, 2].map((i) =>
        [0, 1].map((c) => latents[2 * i]! * kernel[c]! + latents[2 * i + 1]! * kernel[2 + c]!),
      );
      const cosine = (i: number, j: number) => {
        const [[a, b], [c, e]] = [points[i], points[j]] as [[number, number], [number, number]];
        return (a * c + b * e) / (Math.hypot(a, b) * Math.hypot(c, e));
      };
      return (cosine(0, 1) ** 2 + cosine(0, 2) ** 2 + cosine(1, 2) ** 2) / 3;
    };
    plain.before.forEach((_, i) => {
      const moved = (by: number) => alike(plain.before.map((v, j) => (j === i ? v + by : v)));
      const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
      expect(Math.abs(slope)).toBeGreaterThan(1e-3);
      expect(pulled.after[i]! - plain.after[i]!).toBeCloseTo(-0.1 * 0.7 * slope, 7);
    });
  });

  it("leaves D's update and the reported losses alone", () => {
    const [plain, pulled] = [played(0.1, {}).game, played(0.1, { pullingAway }).game];
    const { pullingAway: alike, ...others } = pulled.metrics;
    expect(others).toEqual(plain.metrics);
    expect(alike).toBeGreaterThan(0);
    expect(alike).toBeLessThan(1);
    const ofD = Object.keys(plain.state).filter((name) => name.startsWith('discriminator'));
    for (const name of ofD) expect(pulled.state[name]).toEqual(plain.state[name]);
    expect(pulled.state['generator/g/kernel']).not.toEqual(plain.state['generator/g/kernel']);
  });
});

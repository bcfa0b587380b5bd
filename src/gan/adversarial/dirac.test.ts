import { describe, expect, it } from 'vitest';
import { dense, network, sgd } from '../../nn/index.ts';
import { ganGame } from '../games/gan.ts';
import {
  crossEntropy,
  dualContrastive,
  hinge,
  leastSquares,
  minimax,
  relativisticAverage,
  relativisticPaired,
  wasserstein,
} from '../losses/index.ts';
import { gradientPenalty, r1, r2, zeroCentered } from '../penalties/index.ts';
import { Played } from '../step/step.testing.ts';
import { gan } from './ganSpec.ts';

/**
 * The Dirac-GAN (Mescheder, Geiger and Nowozin 2018): the data are the point 0, G is the point θ, D is x ↦ ψ x. What
 * every loss and penalty makes of it is known on paper.
 */
const rate = 0.1;
const optimizer = sgd({ learningRate: rate });
const diracGan = (options: Partial<Parameters<typeof gan>[0]>) =>
  gan({
    // latents are fed as 0, so that the bias is all there is
    generator: { network: network([1], [dense(1, { biasInitializer: 'ones' })]), optimizer },
    discriminator: { network: network([1], [dense(1, { useBias: false, kernelInitializer: 'ones' })]), optimizer },
    batch: { generator: 2, discriminator: 2 },
    ...options,
  });

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
/** Slopes of D's loss in ψ and of G's in θ, derived by hand. */
interface Field {
  psi(theta: number, psi: number): number;
  theta(theta: number, psi: number): number;
}
const logistic: Field = { psi: (t, p) => t * sigmoid(p * t), theta: (t, p) => -p * sigmoid(-p * t) };
const halved: Field = { ...logistic, psi: (t, p) => logistic.psi(t, p) / 2 };
const linear: Field = { psi: (t) => t, theta: (_, p) => -p };
const penalized = (field: Field, slope: (psi: number) => number): Field => ({
  ...field,
  psi: (t, p) => field.psi(t, p) + slope(p),
});

/** Steps of D and then of G by hand, beside those of the engine. Returns how far from (0, 0) it was on each step. */
function follow(options: Partial<Parameters<typeof gan>[0]>, field: Field, steps: number): number[] {
  const played = new Played(ganGame(diracGan(options)));
  let [theta, psi] = [1, 1];
  return Array.from({ length: steps }, () => {
    played.next();
    psi -= rate * field.psi(theta, psi);
    theta -= rate * field.theta(theta, psi);
    expect(played.at('discriminator/dense/kernel')).toBeCloseTo(psi, 9);
    expect(played.at('generator/dense/bias')).toBeCloseTo(theta, 9);
    return Math.hypot(theta, psi);
  });
}

describe('losses move as on paper', () => {
  // with two generated examples in θ and two real ones in 0, others count twice
  const dual = (x: number) => (2 * Math.exp(x)) / (1 + 2 * Math.exp(x));
  it.each<[string, Partial<Parameters<typeof gan>[0]>, Field]>([
    ['crossEntropy, D on both at once', {}, halved],
    ['crossEntropy, one side at a time', { order: 'separate' }, logistic],
    ['minimax', { loss: minimax() }, { ...halved, theta: (t, p) => -p * sigmoid(p * t) }],
    ['wasserstein', { loss: wasserstein() }, linear],
    ['hinge', { loss: hinge() }, { ...linear, psi: (t, p) => (1 + p * t > 0 ? t : 0) }],
    ['leastSquares', { loss: leastSquares() }, { psi: (t, p) => p * t * t, theta: (t, p) => (p * t - 1) * p }],
    ['relativisticPaired', { loss: relativisticPaired() }, logistic],
    [
      'relativisticAverage',
      { loss: relativisticAverage() },
      { psi: (t, p) => 2 * logistic.psi(t, p), theta: (t, p) => 2 * logistic.theta(t, p) },
    ],
    [
      'dualContrastive',
      { loss: dualContrastive() },
      { psi: (t, p) => 2 * t * dual(p * t), theta: (t, p) => -2 * p * dual(p * t) },
    ],
    [
      'exchanged labels',
      { loss: crossEntropy({ real: 0, fake: 1, target: 0 }) },
      {
        psi: (t, p) => (t * (sigmoid(p * t) - 1)) / 2,
        theta: (t, p) => p * sigmoid(p * t),
      },
    ],
  ])('%s', (_, options, field) => {
    follow(options, field, 40);
  });
});

describe('which of them come to rest', () => {
  const last = (radii: readonly number[]) => Math.max(...radii.slice(-100));
  const flat = (k: number) => (psi: number) => k * psi;

  it('the non-saturating GAN circles', () => {
    // in small steps: what is left of a circle is far from what a penalty leaves
    const radii = follow({ order: 'separate' }, logistic, 400);
    expect(Math.min(...radii)).toBeGreaterThan(0.4);
  });
  it('WGAN circles', () => {
    expect(Math.min(...follow({ loss: wasserstein() }, linear, 400))).toBeGreaterThan(0.8);
  });
  it.each([
    ['R1', r1({ weight: 1 }), flat(1)],
    ['R2', r2({ weight: 1 }), flat(1)],
    ['the zero-centred penalty', zeroCentered({ weight: 0.5 }), flat(1)],
  ])('with %s both come to rest', (_, penalty, slope) => {
    expect(last(follow({ order: 'separate', penalties: [penalty] }, penalized(logistic, slope), 400))).toBeLessThan(
      1e-3,
    );
    expect(last(follow({ loss: wasserstein(), penalties: [penalty] }, penalized(linear, slope), 400))).toBeLessThan(
      1e-3,
    );
  });
  it('WGAN-GP does not', () => {
    const options = { loss: wasserstein(), penalties: [gradientPenalty({ weight: 0.5 })] };
    const slope = (psi: number) => (Math.abs(psi) - 1) * Math.sign(psi);
    expect(last(follow(options, penalized(linear, slope), 400))).toBeGreaterThan(0.3);
  });
});

it.each(['together', 'separate'] as const)(
  'D takes three updates, each on examples of its own, for one of G: %s',
  (order) => {
    const played = new Played(ganGame(diracGan({ order, discriminatorSteps: 3 })));
    const batches = [
      [2, 1],
      [-1, 3],
      [0.5, -2],
    ];
    const onReal = (p: number, xs: readonly number[]) =>
      xs.reduce((sum, x) => sum - x * sigmoid(-p * x), 0) / xs.length;
    let [theta, psi] = [1, 1];
    for (let step = 0; step < 10; step++) {
      played.next({ 'data/real': batches[0]!, 'data/real.1': batches[1]!, 'data/real.2': batches[2]! });
      for (const xs of batches) {
        if (order === 'together') psi -= rate * (halved.psi(theta, psi) + onReal(psi, xs) / 2);
        else {
          psi -= rate * onReal(psi, xs);
          psi -= rate * logistic.psi(theta, psi);
        }
      }
      theta -= rate * logistic.theta(theta, psi);
      expect(played.at('discriminator/dense/kernel')).toBeCloseTo(psi, 12);
      expect(played.at('generator/dense/bias')).toBeCloseTo(theta, 12);
    }
  },
);

it('a penalty keeps its weight in relation to the loss, halved or not', () => {
  follow(
    { penalties: [r1({ weight: 3 })] },
    penalized(halved, (psi) => 1.5 * psi),
    40,
  );
  // R3GAN's objective: E[softplus(s_fake − s_real)] + γ/2 E[‖∇D‖²] over real and over generated examples
  follow(
    { loss: relativisticPaired(), penalties: [r1({ weight: 3 }), r2({ weight: 3 })] },
    penalized(logistic, (psi) => 6 * psi),
    40,
  );
});

describe('a lazy penalty', () => {
  it('counts on every third step alone, three times as much', () => {
    const played = new Played(ganGame(diracGan({ loss: wasserstein(), penalties: [r1({ weight: 0.8, every: 3 })] })));
    let [theta, psi, seen] = [1, 1, 0];
    for (let step = 0; step < 30; step++) {
      played.next();
      if (step % 3 === 0) seen = psi ** 2 / 2;
      psi -= rate * (theta + (step % 3 === 0 ? 3 * 0.8 * psi : 0));
      theta += rate * psi;
      expect(played.at('discriminator/dense/kernel')).toBeCloseTo(psi, 12);
      expect(played.at('generator/dense/bias')).toBeCloseTo(theta, 12);
      // between, it is reported as it was last
      expect(played.metrics.r1).toBeCloseTo(seen, 12);
    }
  });

  it('stands beside others of other intervals', () => {
    const penalties = [r1({ weight: 0.8, every: 2 }), r2({ weight: 0.6, every: 3 }), r1({ weight: 0.4 })];
    const played = new Played(ganGame(diracGan({ loss: wasserstein(), penalties })));
    let [theta, psi] = [1, 1];
    for (let step = 0; step < 12; step++) {
      played.next();
      const weight = 0.4 + (step % 2 === 0 ? 1.6 : 0) + (step % 3 === 0 ? 1.8 : 0);
      psi -= rate * (theta + weight * psi);
      theta += rate * psi;
      expect(played.at('discriminator/dense/kernel')).toBeCloseTo(psi, 12);
    }
    expect(Object.keys(played.metrics)).toEqual(expect.arrayContaining(['r1', 'r2', 'r1.1']));
  });
});

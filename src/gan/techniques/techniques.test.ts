import { describe, expect, it } from 'vitest';
import { adam, conv2d, dense, dropout, emaDecayAt, network, type Optimizer, reshape, sgd } from '../../nn/index.ts';
import { constant, evaluate, ndarray } from '../../tensor/index.ts';
import { gan } from '../adversarial/ganSpec.ts';
import { ganGame } from '../games/gan.ts';
import { began, crossEntropy, wasserstein } from '../losses/index.ts';
import { latentConsistency, lecam, r1 } from '../penalties/index.ts';
import { Played } from '../step/step.testing.ts';
import { pack, packed } from './packing.ts';
import { bestOf } from './topK.ts';

/** The Dirac-GAN with the Wasserstein loss: G is θ, D is ψ x on each of its inputs, so D's loss is ψ (θ − x). */
const rate = 0.1;
const optimizer = sgd({ learningRate: rate });
const generator = { network: network([1], [dense(1, { biasInitializer: 'ones' })]), optimizer };
const slope = (inputs: number, own: Optimizer = optimizer) => ({
  network: network([inputs], [dense(1, { useBias: false, kernelInitializer: 'ones' })]),
  optimizer: own,
});
const play = (options: Partial<Parameters<typeof gan>[0]>) =>
  new Played(
    ganGame(
      gan({
        generator,
        discriminator: slope(1),
        batch: { generator: 2, discriminator: 2 },
        loss: wasserstein(),
        ...options,
      }),
    ),
  );
const theta = (played: Played) => played.at('generator/dense/bias');
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const psi = (played: Played) => played.at('discriminator/dense/kernel');

describe('packing', () => {
  it('puts the channels of several examples side by side', () => {
    expect(packed([2, 2, 3], 4)).toEqual([2, 2, 12]);
    expect(packed([5], 2)).toEqual([10]);
    // four pictures of 1×2 pixels and 2 channels, whose values say which: picture, pixel, channel
    const values = [0, 1, 2, 3].flatMap((i) => [0, 1].flatMap((p) => [0, 1].map((c) => 100 * i + 10 * p + c)));
    const both = pack(constant(ndarray([4, 1, 2, 2], values)), 2);
    expect(both.shape).toEqual([2, 1, 2, 4]);
    expect([...evaluate([both])[0]!.data]).toEqual([
      ...[0, 1, 100, 101, 10, 11, 110, 111],
      ...[200, 201, 300, 301, 210, 211, 310, 311],
    ]);
  });

  it('judges packs: by hand on the Dirac-GAN, R1 over the whole pack', () => {
    const played = play({ packing: 2, discriminator: slope(2), penalties: [r1({ weight: 0.5 })] });
    let [t, a, b] = [1, 1, 1];
    for (let step = 0; step < 10; step++) {
      played.next();
      [a, b] = [a - rate * (t + 0.5 * a), b - rate * (t + 0.5 * b)];
      t += rate * (a + b);
      expect([...played.state['discriminator/dense/kernel']!.data]).toEqual([a, b].map((x) => expect.closeTo(x, 12)));
      expect(theta(played)).toBeCloseTo(t, 12);
    }
  });
});

describe('top-k', () => {
  const scores = [0.5, 2, -1, 2, 0.1];
  const best = (share: number, atLeast: number, realIsHigh: boolean) => {
    const scope = { dial: () => constant(share) };
    const kept = bestOf(scope, { share, atLeast }, constant(ndarray([5, 1], scores)), realIsHigh);
    return [...evaluate([kept])[0]!.data];
  };
  it.each([
    // the share, its floor, and who counts
    [1, 0.5, true, [1, 1, 1, 1, 1]],
    [0.6, 0.5, true, [1, 1, 0, 1, 0]],
    [0.2, 0.2, true, [0, 1, 0, 0, 0]],
    [0.3, 0.1, true, [0, 1, 0, 1, 0]],
    [0, 0.6, true, [1, 1, 0, 1, 0]],
    [0.4, 0.1, false, [0, 0, 1, 0, 1]],
  ])('of a share %f of at least %f', (share, atLeast, realIsHigh, kept) => {
    expect(best(share, atLeast, realIsHigh)).toEqual(kept);
  });

  it('lets G learn from the better half', () => {
    // G is w z, from w = 1, and D is x: of these latents 3 and 4 score best
    const wide = { ...generator, network: network([1], [dense(1, { kernelInitializer: 'ones' })]) };
    const played = play({ generator: wide, topK: { share: 0.5 }, batch: { generator: 4, discriminator: 2 } });
    played.next({ 'noise/generator.latents': [3, -5, 1, 4] });
    expect(played.at('generator/dense/kernel')).toBeCloseTo(1 + rate * 3.5, 12);
  });

  it('ranks pictures, not their patches, where D judges patch by patch', () => {
    // G makes two pixels, w z and v z; D judges each by itself, as it is
    const kernelInitializer = 'ones' as const;
    const two = network([1], [dense(2, { kernelInitializer }), reshape([1, 2, 1])]);
    const patches = network([1, 2, 1], [conv2d(1, 1, { useBias: false, kernelInitializer })]);
    const played = new Played(
      ganGame(
        gan({
          generator: { network: two, optimizer },
          discriminator: { network: patches, optimizer: sgd({ learningRate: 0 }) },
          batch: { generator: 4, discriminator: 2 },
          loss: wasserstein(),
          topK: { share: 0.5 },
        }),
      ),
      { shape: [1, 2, 1] },
    );
    played.state['generator/dense/kernel'] = ndarray([1, 2], [3, -2]);
    // scores of patches are (3, −2) z: on the average z / 2, so that pictures 3 and 1 are best
    played.next({ 'noise/generator.latents': [3, -5, 1, -4] });
    const [w, v] = played.state['generator/dense/kernel']!.data;
    expect(w).toBeCloseTo(3 + (rate * (3 + 1)) / 4, 12);
    expect(v).toBeCloseTo(-2 + (rate * (3 + 1)) / 4, 12);
    expect(played.metrics.gLoss).toBeCloseTo(-(3 + 1) / 4, 12);
  });

  it('takes low scores for the better half where labels are exchanged', () => {
    const wide = { ...generator, network: network([1], [dense(1, { kernelInitializer: 'ones' })]) };
    const loss = crossEntropy({ real: 0, fake: 1, target: 0 });
    const played = play({ generator: wide, loss, topK: { share: 0.5 }, batch: { generator: 4, discriminator: 2 } });
    played.next({ 'noise/generator.latents': [3, -5, 1, 4] });
    // G is w z and D is x: −5 and 1 score lowest, and softplus(w z) falls
    expect(psi(played)).toBeCloseTo(1, 12);
    expect(played.at('generator/dense/kernel')).toBeCloseTo(1 - (rate * (-5 * sigmoid(-5) + sigmoid(1))) / 2, 12);
  });
});

it('instance noise is added to all that D sees', () => {
  const played = play({ instanceNoise: 0.5 });
  played.next({ 'noise/both.instanceNoise': [1, 3, -1, 0], 'noise/generator.instanceNoise': [9, 9] });
  // generated first: E(θ + ½ n) − E(½ n) = 1 + ½ · 2 − ½ · (−½)
  expect(psi(played)).toBeCloseTo(1 - rate * 2.25, 12);
  expect(played.metrics.gLoss).toBeCloseTo(-psi(played) * (1 + 4.5), 12);
});

it('historical averaging pulls both players to the mean of what they were', () => {
  const played = play({ historicalAveraging: { weight: 0.7 } });
  const [thetas, psis] = [[1], [1]];
  const away = (xs: number[]) => xs.at(-1)! - xs.reduce((a, b) => a + b, 0) / xs.length;
  const pull = (xs: number[]) => 2 * 0.7 * away(xs);
  for (let step = 0; step < 12; step++) {
    played.next();
    const [t, p] = [thetas.at(-1)!, psis.at(-1)!];
    expect(played.metrics.dHistoricalAveraging).toBeCloseTo(away(psis) ** 2, 12);
    expect(played.metrics.gHistoricalAveraging).toBeCloseTo(away(thetas) ** 2, 12);
    psis.push(p - rate * (t + pull(psis)));
    thetas.push(t - rate * (-psis.at(-1)! + pull(thetas)));
    expect(psi(played)).toBeCloseTo(psis.at(-1)!, 12);
    expect(theta(played)).toBeCloseTo(thetas.at(-1)!, 12);
  }
  expect(played.at('discriminator.history')).toBe(12);
});

it('historical averaging keeps its weight in relation to a loss that D halves', () => {
  const played = play({ loss: crossEntropy(), historicalAveraging: { weight: 0.7 } });
  let [t, p] = [1, 1];
  const [thetas, psis] = [[t], [p]];
  const pull = (xs: number[]) => 2 * 0.7 * (xs.at(-1)! - xs.reduce((a, b) => a + b, 0) / xs.length);
  for (let step = 0; step < 12; step++) {
    played.next();
    p -= rate * 0.5 * (t * sigmoid(p * t) + pull(psis));
    t -= rate * (-p * sigmoid(-p * t) + pull(thetas));
    psis.push(p);
    thetas.push(t);
    expect(psi(played)).toBeCloseTo(p, 12);
    expect(theta(played)).toBeCloseTo(t, 12);
  }
});

describe('feature matching', () => {
  const features = network(
    [1],
    [
      dense(1, { name: 'hidden', useBias: false, kernelInitializer: 'ones' }),
      dense(1, { name: 'score', useBias: false }),
    ],
    { outputs: ['score', 'hidden'] },
  );
  it.each([0, 0.5])('lowers the distance of mean features, with %f of the usual loss', (adversarial) => {
    const featureMatching = { layer: 'hidden', weight: 0.3, adversarial };
    const played = play({ discriminator: { network: features, optimizer }, featureMatching });
    played.next({ 'data/real': [3, 5] });
    const [phi, v] = ['hidden', 'score'].map((n) => played.at(`discriminator/${n}/kernel`)) as [number, number];
    // (φ · 4 − φ θ)², θ = 1
    const usual = adversarial * -v * phi;
    expect(theta(played)).toBeCloseTo(1 - rate * (0.3 * 2 * phi * phi * (1 - 4) + usual), 12);
    expect(played.metrics.gLoss).toBeCloseTo(0.3 * (3 * phi) ** 2 + usual, 12);
    expect(played.metrics.featureMatching).toBeCloseTo((3 * phi) ** 2, 12);
  });
});

describe('unrolling', () => {
  it.each([1, 3])("lets G see D %i steps ahead, and D's own state alone", (steps) => {
    const played = play({ unrolling: { steps } });
    let [t, p] = [1, 1];
    for (let step = 0; step < 20; step++) {
      played.next();
      p -= rate * t;
      // ψ ahead = ψ − steps · rate · θ, so G's loss is −ψ θ + steps · rate · θ²
      t -= rate * (-p + 2 * steps * rate * t);
      expect(psi(played)).toBeCloseTo(p, 12);
      expect(theta(played)).toBeCloseTo(t, 12);
    }
    // it comes to rest where the plain game circles
    for (let step = 0; step < 300; step++) played.next();
    expect(Math.hypot(psi(played), theta(played))).toBeLessThan(0.1);
  });

  it('descends at a rate of its own where it is given one', () => {
    const played = play({ unrolling: { steps: 2, learningRate: 0.3 } });
    played.next();
    const p = 1 - rate;
    expect(psi(played)).toBeCloseTo(p, 12);
    expect(theta(played)).toBeCloseTo(1 - rate * (-p + 2 * 2 * 0.3), 12);
  });

  it("goes through Adam's moments", () => {
    const own = adam({ learningRate: 0.2, beta1: 0.5, beta2: 0.9, epsilon: 1e-3 });
    const played = play({ discriminator: slope(1, own), unrolling: { steps: 3 } });
    const plain = play({ discriminator: slope(1, own) });
    /** D's Adam by its published equations; its gradient is θ on each step. */
    const adamSteps = (gradients: readonly number[]) => {
      let [p, m, v] = [1, 0, 0];
      gradients.forEach((g, i) => {
        [m, v] = [0.5 * m + 0.5 * g, 0.9 * v + 0.1 * g * g];
        p -= (0.2 * Math.sqrt(1 - 0.9 ** (i + 1)) * m) / (1 - 0.5 ** (i + 1)) / (Math.sqrt(v) + 1e-3);
      });
      return p;
    };
    played.next();
    plain.next();
    for (const name of Object.keys(plain.state).filter((n) => n.startsWith('discriminator')))
      expect(played.state[name]).toEqual(plain.state[name]);
    // the first update is real and done; the three ahead depend on G
    const loss = (t: number) => -adamSteps([1, t, t, t]) * t;
    const numeric = (loss(1 + 1e-5) - loss(1 - 1e-5)) / 2e-5;
    expect(theta(played)).toBeCloseTo(1 - rate * numeric, 8);
  });
});

describe('what a technique remembers is state of the run', () => {
  it('the averages of LeCam', () => {
    const played = play({ penalties: [lecam({ weight: 0.4, decay: 0.3 })] });
    let [t, p, real, fake] = [1, 1, 0, 0];
    for (let step = 0; step < 12; step++) {
      played.next({ 'data/real': [2, 2] });
      const d = emaDecayAt(0.3, step);
      [real, fake] = [d * real + (1 - d) * 2 * p, d * fake + (1 - d) * p * t];
      const pull = 2 * (2 * p - fake) * 2 + 2 * (p * t - real) * t;
      p -= rate * (t - 2 + 0.4 * pull);
      t += rate * p;
      expect(psi(played)).toBeCloseTo(p, 10);
      expect(played.at('lecam/real')).toBeCloseTo(real, 10);
      expect(played.at('lecam/fake')).toBeCloseTo(fake, 10);
    }
  });

  it('the averages of LeCam, where D judges the real examples once more for it', () => {
    const halving = network([1], [dropout(0.5), dense(1, { useBias: false, kernelInitializer: 'ones' })]);
    const penalties = [lecam({ weight: 0.4, decay: 0.3 })];
    const played = play({ discriminator: { network: halving, optimizer }, order: 'separate', penalties });
    // what is kept counts twice
    const mask = (move: string, which = '') => `noise/discriminator.${move}/discriminator/dropout/mask${which}`;
    expect(played.step.description.noise.filter(({ name }) => name.startsWith('discriminator.fake/')).length).toBe(2);
    played.next({
      'data/real': [2, 3],
      [mask('real')]: [0.9, 0.1],
      [mask('fake')]: [0.9, 0.9],
      [mask('fake', '.1')]: [0.1, 0.9],
    });
    let p = 1 + rate * ((2 * 2 + 0) / 2);
    const d = emaDecayAt(0.3, 0);
    const [real, fake] = [(1 - d) * ((6 * p) / 2), (1 - d) * 2 * p];
    // E[(D(x) − α_fake)²], of which one term has a slope, and E[(D(G(z)) − α_real)²]
    const pull = ((6 * p - fake) * 2 * 6) / 2 + (2 * p - real) * 2 * 2;
    p -= rate * (2 + 0.4 * pull);
    expect(psi(played)).toBeCloseTo(p, 12);
    expect(played.at('lecam/real')).toBeCloseTo(real, 12);
    expect(played.at('lecam/fake')).toBeCloseTo(fake, 12);
  });

  it("BEGAN's k", () => {
    // D gives ψ x back, with an error of |x| |1 − ψ|
    const half = {
      network: network([1], [dense(1, { useBias: false, kernelInitializer: { type: 'constant', value: 0.5 } })]),
      optimizer,
    };
    const played = play({ discriminator: half, loss: began({ gamma: 0.7, lambda: 0.05 }) });
    let [t, p, k] = [1, 0.5, 0];
    for (let step = 0; step < 30; step++) {
      played.next({ 'data/real': [0.8, 0.8] });
      const [away, errorReal] = [Math.sign(1 - p), 0.8 * Math.abs(1 - p)];
      p -= rate * (-0.8 * away + k * Math.abs(t) * away);
      const errorFake = Math.abs(t) * Math.abs(1 - p);
      t -= rate * Math.sign(t) * Math.abs(1 - p);
      expect(played.metrics.k).toBeCloseTo(k, 12);
      expect(played.metrics.convergence).toBeCloseTo(errorReal + Math.abs(0.7 * errorReal - errorFake), 12);
      k = Math.min(1, Math.max(0, k + 0.05 * (0.7 * errorReal - errorFake)));
      expect(played.at('began/k')).toBeCloseTo(k, 12);
      expect(psi(played)).toBeCloseTo(p, 12);
      expect(theta(played)).toBeCloseTo(t, 12);
    }
    expect(played.metrics.dReal).toBeUndefined();
  });
});

it('latent consistency asks D to forgive and G to spread', () => {
  const wide = { ...generator, network: network([1], [dense(1, { kernelInitializer: 'ones' })]) };
  const penalties = [latentConsistency({ weight: 0.5, generatorWeight: 0.2, sigma: 0.1 })];
  const played = play({ generator: wide, penalties });
  played.next({ 'noise/latentConsistency.step': [2, 2], 'noise/generator.latentConsistency.step': [3, 3] });
  // G(z + δ) − G(z) = w δ: D's part is ½ (ψ · 0.2)², G's −0.2 (w · 0.3)²
  expect(psi(played)).toBeCloseTo(1 - 0.5 * 2 * 0.04 * rate, 12);
  expect(played.at('generator/dense/kernel')).toBeCloseTo(1 + rate * 0.2 * 2 * 0.09, 12);
  expect(played.metrics.latentConsistency).toBeCloseTo(0.04, 12);
  expect(played.metrics.gLatentConsistency).toBeCloseTo(0.09, 12);
});

import { expect, it } from 'vitest';
import { adam, dense, linearDecay, network, type Optimizer, scheduleAt, sgd, tanh } from '../../nn/index.ts';
import { gan } from '../adversarial/ganSpec.ts';
import { ganGame } from '../games/gan.ts';
import { minimax, relativisticPaired, wasserstein } from '../losses/index.ts';
import { r1 } from '../penalties/index.ts';
import { Played } from '../step/step.testing.ts';

/**
 * A Dirac-GAN whose D is curved, x ↦ v tanh(w x), and G is the point θ. D's updates are written by hand, and what G learns
 * from D `steps` of them ahead is the finite difference of G's loss through all of them.
 */
type Weights = readonly [v: number, w: number];
const reals = [1.5, -0.4] as const;
const gamma = 0.5;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.log1p(Math.exp(x));

const d = ([v, w]: Weights, x: number) => v * Math.tanh(w * x);
/** ∂D(x) / ∂(v, w). */
const slopes = ([v, w]: Weights, x: number): Weights => {
  const t = Math.tanh(w * x);
  return [t, v * x * (1 - t * t)];
};
/** The slopes of R1 in (v, w): D′(x) = v w sech²(w x), and d sech⁴(w x) / dw = −4 x tanh(w x) sech⁴(w x). */
const flattening = ([v, w]: Weights, x: number): Weights => {
  const t = Math.tanh(w * x);
  const s = (1 - t * t) ** 2;
  return [v * w * w * s, v * v * w * s * (1 - 2 * w * x * t)];
};
const sum = (...parts: readonly (readonly [number, Weights])[]): Weights => [
  parts.reduce((total, [k, [v]]) => total + k * v, 0),
  parts.reduce((total, [k, [, w]]) => total + k * w, 0),
];
/** The mean over the real examples. */
const mean = (of: (x: number) => Weights): Weights => sum(...reals.map((x) => [1 / reals.length, of(x)] as const));

/** The gradients of D's moves in a round, one after the other. */
type Moves = readonly ((p: Weights, theta: number) => Weights)[];
const onReal = (p: Weights) => mean((x) => sum([-sigmoid(-d(p, x)), slopes(p, x)]));
const onFake = (p: Weights, theta: number) =>
  sum([sigmoid(d(p, theta)), slopes(p, theta)], [gamma, mean((x) => flattening(p, x))]);
const crossEntropyOfG = (p: Weights, theta: number) => softplus(-d(p, theta));

const meanOfReals = (of: (x: number) => number) => reals.reduce((total, x) => total + of(x) / reals.length, 0);

type Options = Partial<Parameters<typeof gan>[0]>;
const games: readonly (readonly [string, Options, Moves, (p: Weights, theta: number) => number])[] = [
  ['crossEntropy, together', {}, [(p, theta) => sum([0.5, onReal(p)], [0.5, onFake(p, theta)])], crossEntropyOfG],
  ['crossEntropy, separate', { order: 'separate' }, [onReal, onFake], crossEntropyOfG],
  [
    'relativisticPaired',
    { loss: relativisticPaired() },
    [
      (p, theta) =>
        mean((x) => {
          const share = sigmoid(d(p, theta) - d(p, x));
          return sum([share, slopes(p, theta)], [-share, slopes(p, x)], [gamma, flattening(p, x)]);
        }),
    ],
    (p, theta) => meanOfReals((x) => softplus(d(p, x) - d(p, theta))),
  ],
  // zero-sum: G raises all that D lowers, and what D will make of real examples is part of that (Metz et al. 2017, section 2.2)
  [
    'minimax',
    { loss: minimax() },
    [(p, theta) => sum([0.5, onReal(p)], [0.5, onFake(p, theta)])],
    (p, theta) => -softplus(d(p, theta)) - meanOfReals((x) => softplus(-d(p, x))),
  ],
  [
    'wasserstein',
    { loss: wasserstein() },
    [(p, theta) => sum([1, slopes(p, theta)], [-1, mean((x) => slopes(p, x))], [gamma, mean((x) => flattening(p, x))])],
    (p, theta) => meanOfReals((x) => d(p, x)) - d(p, theta),
  ],
];

/** D's weights and Adam's moments after `t` updates. */
interface Memory {
  readonly p: Weights;
  readonly m: Weights;
  readonly s: Weights;
  readonly t: number;
}
const rate = 0.2;
/** An optimizer, and its update on step `now` of the training. */
type Update = (memory: Memory, g: Weights, now: number) => Memory;
const beta2 = linearDecay(0.5, 0.9, 2);
const optimizers: readonly (readonly [Optimizer, Update])[] = [
  [sgd({ learningRate: rate }), (memory, g) => ({ ...memory, p: sum([1, memory.p], [-rate, g]) })],
  [
    adam({ learningRate: rate, beta1: 0.5, beta2, epsilon: 1e-3 }),
    (before, g, now) => {
      const b = scheduleAt(beta2, now, 1000);
      const t = before.t + 1;
      const m = sum([0.5, before.m], [0.5, g]);
      const s = sum([b, before.s], [1 - b, [g[0] ** 2, g[1] ** 2]]);
      const size = (rate * Math.sqrt(1 - b ** t)) / (1 - 0.5 ** t);
      const step = (i: 0 | 1) => before.p[i] - (size * m[i]) / (Math.sqrt(s[i]) + 1e-3);
      return { p: [step(0), step(1)], m, s, t };
    },
  ],
];

const cases = games.flatMap(([name, options, moves, loss]) =>
  optimizers.flatMap(([optimizer, update]) =>
    [1, 2, 3].map((steps) => ({ name, options, moves, loss, optimizer, update, steps, by: optimizer.type })),
  ),
);

it.each(cases)('G sees R1 through $steps rounds of D by $by: $name', ({ options, moves, loss, ...by }) => {
  const kernelInitializer = { type: 'constant', value: 0.875 } as const;
  const straight = { useBias: false, kernelInitializer };
  const played = new Played(
    ganGame(
      gan({
        generator: {
          network: network([1], [dense(1, { biasInitializer: { type: 'constant', value: 0.75 } })]),
          optimizer: sgd({ learningRate: 1 }),
        },
        discriminator: {
          network: network([1], [dense(1, { ...straight, name: 'w' }), tanh(), dense(1, { ...straight, name: 'v' })]),
          optimizer: by.optimizer,
        },
        batch: { generator: 2, discriminator: 2 },
        penalties: [r1({ weight: gamma })],
        unrolling: { steps: by.steps },
        ...options,
      }),
    ),
  );
  const round = (memory: Memory, theta: number, step: number) =>
    moves.reduce((now, gradient) => by.update(now, gradient(now.p, theta), step), memory);
  let memory: Memory = { p: [0.875, 0.875], m: [0, 0], s: [0, 0], t: 0 };
  let theta = 0.75;
  for (let step = 0; step < 3; step++) {
    played.next({ 'data/real': reals });
    memory = round(memory, theta, step);
    expect(played.at('discriminator/v/kernel')).toBeCloseTo(memory.p[0], 9);
    expect(played.at('discriminator/w/kernel')).toBeCloseTo(memory.p[1], 9);
    const seen = (t: number) => {
      let ahead = memory;
      for (let i = 0; i < by.steps; i++) ahead = round(ahead, t, step);
      return loss(ahead.p, t);
    };
    theta -= (seen(theta + 1e-5) - seen(theta - 1e-5)) / 2e-5;
    expect(played.at('generator/dense/bias')).toBeCloseTo(theta, 7);
    theta = played.at('generator/dense/bias');
  }
});

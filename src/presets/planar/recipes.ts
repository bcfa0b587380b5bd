import { type GanSpec, gan, minimax, packed, r1, r2, relativisticPaired } from '../../gan/index.ts';
import {
  adam,
  add,
  batchNorm,
  cosineDecay,
  dense,
  exponentialDecay,
  type Layer,
  leakyRelu,
  maxout,
  network,
  orthogonal,
  randomNormal,
  relu,
  tanh,
} from '../../nn/index.ts';

const shape = [2];

/**
 * The system of PacGAN's 2D experiments (Lin et al. 2018, and their code's configurations): G 2 → 4 × 400 with batch norm
 * and ReLU → 2, D 3 × 200 maxout units of 5 pieces, weights N(0, 0.02²), latents N(0, 1)², Adam 1e-4 with β₁ 0.8, batch 100.
 * A packing of 1 is the GAN that they compare with.
 */
export function pacgan(packing: number): GanSpec {
  const kernelInitializer = randomNormal(0.02);
  const optimizer = adam({ learningRate: 1e-4, beta1: 0.8, epsilon: 1e-8 });
  return gan({
    generator: {
      network: network(shape, [
        ...repeat(4, () => [dense(400, { kernelInitializer, useBias: false }), batchNorm({ momentum: 0.95 }), relu()]),
        dense(2, { kernelInitializer }),
      ]),
      optimizer,
    },
    discriminator: {
      network: network(packed(shape, packing), [
        ...repeat(3, () => [dense(200 * 5, { kernelInitializer }), maxout(5)]),
        dense(1, { kernelInitializer }),
      ]),
      optimizer,
    },
    batch: { generator: 100 * packing, discriminator: 100 * packing },
    packing,
  });
}

/**
 * The unrolled GAN of Metz et al. 2017 as their published example has it: two perceptrons of 2 × 128 tanh units, weights
 * orthogonal times 1.4, latents N(0, 1)²⁵⁶, the game of one value (minimax), 5 steps ahead, Adam 1e-3 for G with β₁ 0.5,
 * batch 512. D learns at 5e-4 in the place of their 1e-4, and so in fewer steps.
 */
export function unrolled(): GanSpec {
  const kernelInitializer = orthogonal(1.4);
  const layers = (outputs: number) => [
    ...repeat(2, () => [dense(128, { kernelInitializer }), tanh()]),
    dense(outputs, { kernelInitializer }),
  ];
  return gan({
    generator: { network: network([256], layers(2)), optimizer: adam({ learningRate: 1e-3, beta1: 0.5 }) },
    discriminator: { network: network(shape, layers(1)), optimizer: adam({ learningRate: 5e-4, beta1: 0.5 }) },
    batch: { generator: 512, discriminator: 512 },
    loss: minimax(),
    unrolling: { steps: 5 },
  });
}

/**
 * R3GAN's loss (Huang et al. 2024), RpGAN with R1 and R2 of one weight, between two perceptrons of 3 × 128 leaky units
 * that nothing normalises; Adam with β₁ 0 as there, averaged weights.
 */
export function r3gan(weight: number): GanSpec {
  const optimizer = adam({ learningRate: 2e-4, beta1: 0, beta2: 0.99 });
  const layers = (outputs: number) => [
    ...repeat(3, () => [dense(128, { kernelInitializer: 'heNormal' }), leakyRelu(0.2)]),
    dense(outputs),
  ];
  return gan({
    generator: { network: network(shape, layers(2)), optimizer, ema: 0.999 },
    discriminator: { network: network(shape, layers(1)), optimizer },
    batch: { generator: 256, discriminator: 256 },
    loss: relativisticPaired(),
    penalties: [r1({ weight }), r2({ weight })],
  });
}

/**
 * The recipe of `ring` and `grid`, found by trial, for points that lie within ±`radius`:
 *
 * - G is a linear map of its latents, an orthogonal one at first, plus what a perceptron moves them by. So at first it
 *   covers the plane as the latents do, and every mode gets the latents that lie near it.
 * - Noise on all that D sees begins so wide (0.3 of the radius) that neighbouring modes overlap, and falls exponentially to
 *   less than a mode's own width. The modes come apart slowly, and G follows. None is found late, so none is missed.
 * - G's last hidden layer is tanh units behind leaky ones, and G learns faster than D by far (`rate`, for D's 1e-3). Between two modes there is
 *   nothing, so G must leap: its units turn into steps, as steep as the rate and the number of updates allow.
 * - The relativistic paired loss tells G how a point compares with real ones wherever it is. No penalty: noise already keeps D
 *   smooth, and a penalty slows what has to become steep.
 * - Both rates fall along a cosine to 0, and weights are averaged: at a constant rate modes tremble by more than σ.
 */
export function annealed(radius: number, rate: number): GanSpec {
  const hidden = () => [dense(128, { kernelInitializer: 'heNormal' }), leakyRelu(0.2)];
  const optimizer = (rate: number) => adam({ learningRate: cosineDecay(rate), beta1: 0, beta2: 0.99, epsilon: 1e-8 });
  const generator = network({ latents: shape }, [
    ...repeat(2, hidden),
    dense(64, { kernelInitializer: randomNormal(1 / Math.sqrt(128)) }),
    tanh(),
    dense(2, { name: 'moved', kernelInitializer: randomNormal(0.01) }),
    dense(2, { name: 'spread', inputs: ['latents'], useBias: false, kernelInitializer: orthogonal(0.7 * radius) }),
    add(['moved', 'spread']),
  ]);
  return gan({
    generator: { network: generator, optimizer: optimizer(rate), ema: 0.999 },
    discriminator: { network: network(shape, [...repeat(3, hidden), dense(1)]), optimizer: optimizer(1e-3) },
    batch: { generator: 256, discriminator: 256 },
    loss: relativisticPaired(),
    instanceNoise: exponentialDecay(0.3 * radius, 1 / 200),
  });
}

const repeat = (times: number, layers: () => readonly Layer[]): Layer[] => Array.from({ length: times }, layers).flat();

import { optimize, trainingPlan } from '../../../dist/compile/compile.js';
import { folded, operationsOf } from '../../../dist/compile/operations.js';
import { gan, withBatch } from '../../../dist/gan/index.js';
import { adam } from '../../../dist/nn/index.js';
import { convolutionalDiscriminator, convolutionalGenerator } from '../../../dist/presets/networks/convolutional.js';
import { findPreset } from '../../../dist/presets/registry.js';
import { trainingStep } from '../../../dist/run/training/microbatch.js';

const dcgan = { system: 'dcgan', side: 32, batch: 64, width: 64, threads: 2 };
const mlp = { system: 'mnist-mlp', side: 28, batch: 64, threads: 2 };
const batches = [8, 16, 32, 64, 128, 256, 512];

/**
 * What grows in each sweep, and its points: a system's training step at a side of its pictures, a batch, a number of
 * threads, and of `dcgan` the channels at half the resolution, of which the preset has 64.
 */
export const sweeps = {
  'dcgan batch': { grows: ['batch'], points: batches.map((batch) => ({ ...dcgan, batch })) },
  'mnist-mlp batch': { grows: ['batch'], points: batches.map((batch) => ({ ...mlp, batch })) },
  threads: {
    grows: ['system', 'batch', 'threads'],
    points: [dcgan, mlp].flatMap((point) =>
      [8, 64, 256].flatMap((batch) => [1, 2].map((threads) => ({ ...point, batch, threads }))),
    ),
  },
  resolution: { grows: ['side'], points: [32, 64, 128].map((side) => ({ ...dcgan, batch: 16, side })) },
  width: { grows: ['width'], points: [16, 32, 64, 128].map((width) => ({ ...dcgan, width })) },
};

/** The sweeps whose names have all words of a filter. */
export const sweepsFor = (filter) =>
  Object.keys(sweeps).filter((name) =>
    filter
      .split(' ')
      .filter(Boolean)
      .every((word) => name.includes(word)),
  );

const shapeOf = ({ system, side }) => [side, side, system === 'dcgan' ? 3 : 1];

/** The preset `dcgan` with networks of so many channels, judging whole batches. */
export function dcganOf(shape, width) {
  const optimizer = adam({ learningRate: 2e-4, beta1: 0.5 });
  return gan({
    generator: { network: convolutionalGenerator(shape, { width }), optimizer, ema: 0.999 },
    discriminator: { network: convolutionalDiscriminator(shape, { width, spectralNorm: true }), optimizer },
    batch: { generator: 64, discriminator: 64 },
  });
}

/** The training step of a point: {outputs, description, data}. A batch is the generator's. */
export function stepOfPoint(point) {
  const data = { shape: shapeOf(point), classCount: 0 };
  // in parts of a batch memory grows with the parts, and costs what it costs whole
  const { judgedAtOnce: _, ...game } = point.width
    ? dcganOf(data.shape, point.width)
    : findPreset(point.system).game(data);
  return { ...trainingStep({ game: withBatch(game, point.batch) }, data), data };
}

const sizeOf = (shape) => shape.reduce((a, b) => a * b, 1);

/**
 * What of a point needs no measurement: useful operations of a step, those of the products that are executed, and the
 * numbers of its state, which are parameters, optimizers' moments and averages.
 */
export function countsOf(point) {
  const { outputs, description } = stepOfPoint(point);
  return {
    flop: operationsOf(folded(outputs)).total,
    executed: operationsOf(optimize(outputs, trainingPlan)).total,
    state: description.state.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
  };
}

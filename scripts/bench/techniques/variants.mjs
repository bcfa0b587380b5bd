import * as duel from '../../../dist/index.js';
import * as system from './system.mjs';

const { nn } = duel;
const { autoencoder, discriminator, featuresDiscriminator, generator, optimizer, readingDiscriminator } = system;

/** The pages of docs/techniques that have a table, in the order of a measurement. */
export const pages = ['losses', 'penalties', 'training', 'augmentation', 'architecture', 'conditioning'];

/** Of slope penalties, how often lazy ones are computed. */
const lazily = 16;

const G = (network, options = {}) => ({ generator: { network, optimizer: optimizer(), ...options } });
const D = (network, ofOptimizer = {}) => ({ discriminator: { network, optimizer: optimizer(ofOptimizer) } });
const own = (ofOptimizer) => ({
  ...D(discriminator(), ofOptimizer),
  generator: { network: generator(), optimizer: optimizer(ofOptimizer) },
});
const toldByGain = () => nn.conditionalBatchNorm([nn.previous(), 'label'], { momentum: 0.9 });
const attention = { between: [nn.selfAttention()] };

const losses = {
  'minimax()': { loss: duel.minimax() },
  'leastSquares()': { loss: duel.leastSquares() },
  'wasserstein(), weightLimit: 0.01': { loss: duel.wasserstein(), ...D(discriminator(), { weightLimit: 0.01 }) },
  'hinge()': { loss: duel.hinge() },
  'relativisticAverage()': { loss: duel.relativisticAverage() },
  'relativisticPaired()': { loss: duel.relativisticPaired() },
  'dualContrastive()': { loss: duel.dualContrastive() },
  'began(), D with a decoder': { loss: duel.began(), ...D(autoencoder()) },
  'ebgan({ margin: 1 }), D with a decoder': { loss: duel.ebgan({ margin: 1 }), ...D(autoencoder()) },
  'crossEntropy({ real: 0.9 })': { loss: duel.crossEntropy({ real: 0.9 }) },
  'crossEntropy({ noise: 0.05 })': { loss: duel.crossEntropy({ noise: 0.05 }) },
  'crossEntropy({ flip: 0.05 })': { loss: duel.crossEntropy({ flip: 0.05 }) },
};

/** A penalty at its defaults but for some options, under the call that makes it. */
const penalty = (type, options, call) => [
  `${type}(${call})`,
  { penalties: [duel.engine.penaltySchema.parse({ type, ...options })] },
];

/** Every registered penalty on each step, those of slopes lazily too. */
const penalties = Object.fromEntries([
  ...[...duel.engine.penaltyTypes].flatMap(([type, { slope }]) => [
    penalty(type, {}, ''),
    ...(slope ? [penalty(type, { every: lazily }, `{ every: ${lazily} }`)] : []),
  ]),
  ['r1(), r2()', { penalties: [duel.r1(), duel.r2()] }],
]);

const training = {
  'discriminatorSteps: 2': { discriminatorSteps: 2 },
  'discriminatorSteps: 5': { discriminatorSteps: 5 },
  'instanceNoise: 0.1': { instanceNoise: 0.1 },
  'packing: 2': { packing: 2, ...D(discriminator({ packing: 2 })) },
  'unrolling: { steps: 1 }': { unrolling: { steps: 1 } },
  'unrolling: { steps: 5 }': { unrolling: { steps: 5 } },
  'topK: { share: 0.5 }': { topK: { share: 0.5 } },
  featureMatching: { featureMatching: { layer: 'features' }, ...D(featuresDiscriminator()) },
  pullingAway: { pullingAway: { layer: 'features' }, ...D(featuresDiscriminator()) },
  // without batch norm, which makes a slope that of a batch
  "pathLength: {}, pixelNorm() for G's batch norm": { pathLength: {}, ...G(generator({ norm: () => nn.pixelNorm() })) },
  'historicalAveraging: { weight: 0.01 }': { historicalAveraging: { weight: 0.01 } },
  'ema: 0.999 of G': G(generator(), { ema: 0.999 }),
  'clip: { norm: 1 } of both': own({ clip: { norm: 1 } }),
  'clip: { value: 1 } of both': own({ clip: { value: 1 } }),
};

const augmentation = {
  'diffAugment()': { augment: duel.diffAugment() },
  "diffAugment({ policies: ['translation', 'cutout'] })": {
    augment: duel.diffAugment({ policies: ['translation', 'cutout'] }),
  },
  'ada()': { augment: duel.ada() },
  'ada({ oversampling: 1 })': { augment: duel.ada({ oversampling: 1 }) },
};

const architecture = {
  'spectralNorm in D': D(discriminator({ spectralNorm: true })),
  'minibatchStddev() in D': D(discriminator({ end: [nn.minibatchStddev()] })),
  'minibatchDiscrimination() in D': D(
    discriminator({ flat: [nn.minibatchDiscrimination({ groupSize: system.batch })] }),
  ),
  'selfAttention() at 14×14 in both': { ...G(generator(attention)), ...D(discriminator(attention)) },
  'equalized in both': { ...G(generator({ equalized: true })), ...D(discriminator({ equalized: true })) },
  "pixelNorm() for G's batch norm": G(generator({ norm: () => nn.pixelNorm() })),
  "virtualBatchNorm(64) for G's batch norm": G(generator({ norm: () => nn.virtualBatchNorm(64), reference: 64 })),
};

const label = ['label', system.data.classCount];
const infoGan = duel.infoGan({ discrete: [10], continuous: 2 });
const codes = duel.codeWidth(infoGan);

const conditioning = {
  'labels(), joined in both': {
    conditioning: duel.labels(),
    ...G(generator({ joined: label })),
    ...D(system.toldDiscriminator()),
  },
  'labels(), conditionalBatchNorm in G, projection in D': {
    conditioning: duel.labels(),
    ...G(generator({ label: true, norm: toldByGain })),
    ...D(system.toldDiscriminator({ projection: true })),
  },
  'acGan(), joined in G': {
    conditioning: duel.acGan(),
    ...G(generator({ joined: label })),
    ...D(readingDiscriminator('classes', label[1])),
  },
  'infoGan({ discrete: [10], continuous: 2 }), joined in G': {
    conditioning: infoGan,
    ...G(generator({ joined: ['code', codes] })),
    ...D(readingDiscriminator('codes', codes, [nn.dense(128), nn.leakyRelu(0.2)])),
  },
};

const rowsOf = { losses, penalties, training, augmentation, architecture, conditioning };

/** What each technique changes of the base: its name, the page that explains it, and the options that differ. */
export const variants = pages.flatMap((page) =>
  Object.entries(rowsOf[page]).map(([name, change]) => ({ name, page, change })),
);

/** The base itself: measured beside itself, it shows how far figures of equal work differ. */
export const base = { name: 'base', page: undefined, change: {} };

/** The GAN of a variant, checked. */
export const specOf = ({ change }) =>
  duel.gan({
    ...G(generator()),
    ...D(discriminator()),
    batch: { generator: system.batch, discriminator: system.batch },
    ...change,
  });

/** The interval of what is lazy in a GAN; 1 where nothing is. */
export const intervalOf = ({ penalties: list, pathLength }) =>
  Math.max(1, pathLength?.every ?? 1, ...list.map(({ every }) => every));

/** The same GAN without what is lazy in it. */
export const withoutLazy = ({ pathLength, ...spec }) => ({
  ...spec,
  ...(pathLength?.every === 1 && { pathLength }),
  penalties: spec.penalties.filter(({ every }) => every === 1),
});

import { nn } from '../../../dist/index.js';

const { adam, batchNorm, conv2d, conv2dTranspose, dense, flatten, leakyRelu, network, previous, relu, reshape } = nn;

/** What the techniques are tried on: the shape of an example, and the number of classes. */
export const data = { shape: [28, 28, 1], classCount: 10 };
export const batch = 64;

const normal = { type: 'randomNormal', mean: 0, stddev: 0.02 };
const same = { strides: 2, padding: 'same' };
const initial = ({ equalized }) => (equalized ? { equalized } : { kernelInitializer: normal });

/**
 * DCGAN's generator as the preset `lsgan` has it, in places changed.
 *
 * @param norm the layer of each normalisation
 * @param between layers where the picture is 14×14
 * @param rows of the reference batch of virtual batch norm
 * @param joined an input joined to the latents: its name, 'label' or 'code', and how many numbers it has
 */
export function generator({ norm = () => batchNorm({ momentum: 0.9 }), between = [], ...options } = {}) {
  const { reference, label, joined, equalized } = options;
  const plain = { useBias: false, ...initial({ equalized }) };
  const told = joined ?? (label && ['label', data.classCount]);
  return network(told ? { latent: [128], [told[0]]: [told[1]] } : [128], [
    ...(joined ? [nn.concat(['latent', joined[0]])] : []),
    ...(reference ? [nn.withReference(reference)] : []),
    dense(7 * 7 * 128, { ...plain, ...(label && !joined && { inputs: ['latent'] }) }),
    reshape([7, 7, 128]),
    norm(),
    relu(),
    conv2dTranspose(64, 4, { ...same, ...plain }),
    norm(),
    relu(),
    ...between,
    conv2dTranspose(1, 4, { ...same, ...initial({ equalized }), activation: 'tanh' }),
    ...(reference ? [nn.withoutReference(reference)] : []),
  ]);
}

/** DCGAN's convolutions on pictures, to 14×14×64 and 7×7×128. */
const convolutions = ({ between = [], first = {}, last = {}, ...options } = {}) => [
  conv2d(64, 4, { ...same, ...options, ...first }),
  leakyRelu(0.2),
  ...between,
  conv2d(128, 4, { ...same, ...options }),
  leakyRelu(0.2, last),
];

/** The preset's discriminator, with options of its layers, and layers at 14×14, before and behind `flatten`. */
export const discriminator = ({ packing = 1, between, end = [], flat = [], ...options } = {}) =>
  network([28, 28, packing], [...convolutions({ between, ...options }), ...end, flatten(), ...flat, dense(1, options)]);

/** The discriminator that is told the class: joined to its features, or by a projection. */
export const toldDiscriminator = ({ projection = false } = {}) =>
  network({ image: data.shape, label: [data.classCount] }, [
    ...convolutions({ first: { inputs: ['image'] } }),
    flatten(),
    ...(projection ? [nn.projection([previous(), 'label'])] : [nn.concat([previous(), 'label']), dense(1)]),
  ]);

/** The discriminator with a second output from its last features: `classes` or `codes`, behind the layers before it. */
export const readingDiscriminator = (name, width, hidden = []) =>
  network(
    data.shape,
    [
      ...convolutions(),
      flatten({ name: 'flat' }),
      dense(1, { name: 'score' }),
      ...[...hidden, dense(width, { name })].map((layer, i) => (i === 0 ? { ...layer, inputs: ['flat'] } : layer)),
    ],
    { outputs: ['score', name] },
  );

/** The discriminator whose last features are an output. */
export const featuresDiscriminator = () =>
  network(data.shape, [...convolutions({ last: { name: 'features' } }), flatten(), dense(1, { name: 'score' })], {
    outputs: ['score', 'features'],
  });

/** The discriminator's convolutions as an encoder, and a decoder as large. */
export const autoencoder = () =>
  network(data.shape, [...convolutions(), conv2dTranspose(64, 4, same), leakyRelu(0.2), conv2dTranspose(1, 4, same)]);

export const optimizer = (options = {}) => adam({ learningRate: 2e-4, beta1: 0.5, ...options });

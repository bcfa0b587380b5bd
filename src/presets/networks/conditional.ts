import { DuelError } from '../../errors.ts';
import {
  adam,
  dense,
  embedding,
  flatten,
  type Layer,
  leakyRelu,
  linearDecay,
  network,
  projection,
  randomNormal,
} from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { convolutionalGenerator, convolutions } from './convolutional.ts';
import { isGrey } from './stages.ts';

/** Channels at half the full resolution: few for grey pictures, which digits and clothes are learned with in minutes. */
const widthFor = (shape: Shape): number => (isGrey(shape) ? 32 : 64);

/** DCGAN's generator, told the class: a learned vector of as many numbers as there are classes is joined to the latent. */
export const generatorOfClasses = (shape: Shape, classes: number) =>
  convolutionalGenerator(shape, {
    width: widthFor(shape),
    told: { input: 'label', size: classes, read: embedding(classes) },
  });

/**
 * DCGAN's generator, told `size` codes: 24 sums of them, with weights ~ N(0, 1) at first, are joined to 62 latents. Codes as
 * they are would hardly be heard beside latents ~ N(0, 1) (the paper's are U(−1, 1), with a third of the variance), and
 * would come to stand for details.
 */
export const generatorOfCodes = (shape: Shape, size: number) =>
  convolutionalGenerator(shape, {
    width: widthFor(shape),
    latents: 62,
    told: { input: 'code', size, read: dense(24, { useBias: false, kernelInitializer: randomNormal(1) }) },
  });

export interface ConditionalOptions {
  /** Classes that it is told: an input `label`, which the score is a projection on. Default: none. */
  readonly classes?: number;
  /** What it says beside the score, by name: layers on the features that the score is made of. Default: nothing. */
  readonly heads?: Readonly<Record<string, readonly Layer[]>>;
}

/**
 * DCGAN's discriminator on pictures of `shape` with a dense layer before the score, where all that it sees comes together,
 * to be compared with a class or read by further heads. Spectral norm in all of it; the heads have what they bring.
 */
export function conditionalDiscriminator(shape: Shape, { classes = 0, heads = {} }: ConditionalOptions) {
  const norm = { spectralNorm: true } as const;
  const [first, ...rest] = convolutions(shape, widthFor(shape), norm) as [Layer, ...Layer[]];
  const told = classes > 0;
  const beside = Object.entries(heads).flatMap(([name, layers]) =>
    layers.map((layer, i) => ({
      ...layer,
      ...(i === 0 && { inputs: ['features'] }),
      ...(i === layers.length - 1 && { name }),
    })),
  );
  return network(
    { image: shape, ...(told && { label: [classes] }) },
    [
      { ...first, inputs: ['image'] },
      ...rest,
      flatten(),
      dense(256, norm),
      leakyRelu(0.2, { name: 'features' }),
      told ? projection(['features', 'label'], { name: 'score', ...norm }) : dense(1, { name: 'score', ...norm }),
      ...beside,
    ],
    { outputs: ['score', ...Object.keys(heads)] },
  );
}

/** Adam for G and D of these presets: β₁ = 0.5 as DCGAN has it, D at twice the rate of G (TTUR), both falling to 0. */
export const conditionalOptimizers = {
  generator: adam({ learningRate: linearDecay(5e-4), beta1: 0.5 }),
  discriminator: adam({ learningRate: linearDecay(1e-3), beta1: 0.5 }),
} as const;

/** The number of classes of the data, for presets that cannot do without. Throws where there are none. */
export function classesNeeded(preset: string, classCount: number): number {
  if (classCount > 0) return classCount;
  throw new DuelError(
    'usage',
    'preset/no-classes',
    `${preset} makes the class that it is told, and these data have none`,
    {
      where: '--data',
      fix: 'take data whose sub-folders are classes, or the preset infogan, which finds kinds by itself',
    },
  );
}

import { definePreset, diffAugment, gan, labels, nn, type Preset } from 'duel-gan';
import { type Choices, drawn, type Subject, side, stepsOf } from './choices.ts';
import type { DataCard } from './messages.ts';
import { dataFolder } from './shelf.ts';

const { adam, batchNorm, concat, conv2d, dense, embedding, flatten, leakyRelu, network, projection, relu, reshape } =
  nn;
type Shape = readonly [number, number, number];

const same = { padding: 'same' } as const;
const latent = 32;
/** Fewer examples than this are shown to D changed, so that it does not learn them by heart. */
const few = 10_000;

/** Channels at each size, from the smallest: halved at each doubling of the side. */
const widthsOf = ([height]: Shape, width: number): number[] =>
  height % 8 === 0 ? [2 * width, width, width / 2] : [width, width / 2];

/** Nearest neighbours and 5 × 5 in place of transposed convolutions: cheaper on the CPU, and no chequers. */
function generator(shape: Shape, width: number, classes: number) {
  const [height, breadth, channels] = shape;
  const [first, ...others] = widthsOf(shape, width) as [number, ...number[]];
  const halvings = others.length + 1;
  const start = [height / 2 ** halvings, breadth / 2 ** halvings, first];
  const norm = () => [batchNorm({ momentum: 0.9 }), relu()];
  const word = [{ ...embedding(16), inputs: ['label'], name: 'word' }, concat(['latent', 'word'])];
  return network(classes > 0 ? { latent: [latent], label: [classes] } : [latent], [
    ...(classes > 0 ? word : []),
    dense(
      start.reduce((a, b) => a * b),
      { useBias: false },
    ),
    reshape(start),
    ...norm(),
    ...others.flatMap((to) => [nn.upsample(2), conv2d(to, 5, { ...same, useBias: false }), ...norm()]),
    nn.upsample(2),
    conv2d(channels, 5, { ...same, activation: 'tanh' }),
  ]);
}

function discriminator(shape: Shape, width: number, classes: number) {
  const halve = (to: number) => [conv2d(to, 5, { ...same, strides: 2 }), leakyRelu(0.2)];
  const [first, ...others] = widthsOf(shape, width).reverse().flatMap(halve) as [nn.Layer, ...nn.Layer[]];
  if (classes === 0) return network(shape, [first, ...others, flatten(), dense(1)]);
  return network({ image: shape, label: [classes] }, [
    { ...first, inputs: ['image'] },
    ...others,
    flatten(),
    dense(2 * width),
    leakyRelu(0.2, { name: 'features' }),
    projection(['features', 'label']),
  ]);
}

/** A small DCGAN on drawn digits, or on data that were brought. */
export function presetOf({ data, told, width }: Choices, subject: Subject, card: DataCard | undefined): Preset {
  return definePreset({
    name: data,
    title: 'A small DCGAN',
    about: 'Of the playground: small enough to be trained in a page.',
    data: { source: card ? sourceOf(card) : drawn, range: [-1, 1] },
    game: ({ shape, classCount }) => {
      const classes = told ? classCount : 0;
      const optimizer = adam({ learningRate: subject === 'digits' ? 5e-4 : 3e-4, beta1: 0.5 });
      return gan({
        generator: { network: generator(shape as Shape, width, classes), optimizer, ema: 0.99 },
        discriminator: { network: discriminator(shape as Shape, width, classes), optimizer },
        batch: { generator: 32, discriminator: 32 },
        order: 'together',
        fakes: 'training',
        ...(classes > 0 && { conditioning: labels() }),
        ...(card && card.count < few && { augment: diffAugment() }),
      });
    },
    draw: 'replacement',
    length: { steps: stepsOf[subject] },
    report: { steps: 25, as: 'means' },
    snapshot: { steps: 25 },
    monitor: { rows: 8, columns: 8 },
  });
}

/** MNIST and its like by their names, so that a run goes on where others have these files too. */
const sourceOf = ({ name }: DataCard): string => (isPublished(name) ? name : `${dataFolder}/${name}`);
const isPublished = (name: string): boolean => name === 'mnist' || name === 'fashion-mnist';

/** Whether these networks can make pictures of a shape. */
export const fits = ([height, width, channels]: Shape, subject: Subject): boolean =>
  subject === 'pictures'
    ? height === side && width === side
    : channels === 1 &&
      height % 4 === 0 &&
      width % 4 === 0 &&
      Math.max(height, width) <= 64 &&
      Math.min(height, width) >= 8;

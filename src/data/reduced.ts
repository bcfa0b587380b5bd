import { DuelError } from '../errors.ts';
import { type Dataset, exampleSize } from './dataset.ts';
import { heightAndWidth, type Resolution, resolutionText } from './resolution.ts';

type Shape = readonly number[];
type Facts = Pick<Dataset, 'shape' | 'parts' | 'domains'>;
/** How many pixels become one, downwards and across. */
type Factors = readonly [down: number, across: number];

/**
 * The same examples as smaller pictures: each pixel is the mean of the block of pixels that it takes the place of, in the
 * numbers that `read` gives. Other parts of an example become smaller in the same proportion.
 *
 * @param size height and width, which divide those of the data
 * @throws DuelError `data/reduce` where they do not, or where examples are no pictures
 */
export function reduced(dataset: Dataset, size: Resolution): Dataset {
  const factors = factorsTo(dataset.shape, size);
  const shapeOf = (part: string | undefined) => (part === undefined ? dataset.shape : dataset.parts![part]!.shape);
  return {
    ...reducedFacts(dataset, size),
    read: async (indices, out, options) => {
      const shape = shapeOf(options?.part);
      const whole = new Float32Array(indices.length * exampleSize(shape));
      await dataset.read(indices, whole, options);
      blockMeans(whole, shape, factors, out);
    },
    close: () => dataset.close(),
  };
}

/** What is known of such data. */
export function reducedFacts<F extends Facts>(facts: F, size: Resolution): F {
  const factors = factorsTo(facts.shape, size);
  const { parts, domains } = facts;
  return {
    ...facts,
    shape: reducedShape(facts.shape, factors),
    ...(parts && {
      parts: mapped(parts, ({ shape, kind }) => ({ shape: reducedShape(shape, factors), kind })),
    }),
    ...(domains && { domains: mapped(domains, (domain) => reduced(domain, size)) }),
  };
}

const mapped = <T, R>(record: Readonly<Record<string, T>>, of: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, of(value)]));

function factorsTo(shape: Shape, size: Resolution): Factors {
  const [height, width] = heightAndWidth(size);
  const factors = [shape[0]! / height, shape[1]! / width] as const;
  if (shape.length === 3 && factors.every(Number.isInteger)) return factors;
  throw cannotReduce(shape, [height, width]);
}

/** Parts that are no pictures stay as they are. */
function reducedShape(shape: Shape, [down, across]: Factors): Shape {
  if (shape.length !== 3) return shape;
  const [height, width, channels] = shape as [number, number, number];
  const size = [height / down, width / across] as const;
  if (!size.every(Number.isInteger)) throw cannotReduce(shape, size);
  return [...size, channels];
}

function cannotReduce(shape: Shape, size: readonly [number, number]): DuelError {
  const what = shape.length === 3 ? `pictures of ${resolutionText([shape[0]!, shape[1]!])}` : `examples [${shape}]`;
  return new DuelError('data', 'data/reduce', `${what} cannot be averaged down to ${resolutionText(size)}`, {
    fix: 'choose a height and a width that divide those of the pictures',
  });
}

/** [n, h, w, c] to [n, h / down, w / across, c], into `out`. */
function blockMeans(whole: Float32Array, shape: Shape, factors: Factors, out: Float32Array): void {
  const [down, across] = factors;
  if (shape.length !== 3 || down * across === 1) {
    out.set(whole);
    return;
  }
  const [, width, channels] = shape as [number, number, number];
  const [h, w] = reducedShape(shape, factors) as [number, number];
  const count = whole.length / exampleSize(shape);
  const share = 1 / (down * across);
  let at = 0;
  for (let row = 0; row < count * h; row++) {
    const top = (Math.floor(row / h) * shape[0]! + (row % h) * down) * width;
    for (let x = 0; x < w; x++)
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let dy = 0; dy < down; dy++)
          for (let dx = 0; dx < across; dx++) sum += whole[(top + dy * width + x * across + dx) * channels + c]!;
        out[at++] = sum * share;
      }
  }
}

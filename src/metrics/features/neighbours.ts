import type { Products } from '../linear/products.ts';
import { checkRows, type Rows, rowOf } from '../linear/rows.ts';
import { mannWhitney } from '../statistics/mannWhitney.ts';
import { visitSquares } from './distances.ts';

/** The nearest of some rows to each of others. */
export interface Nearest {
  /** For each row the index of the nearest; the first of equally near ones. */
  readonly indices: Uint32Array;
  /** How far it is: Euclidean. */
  readonly distances: Float64Array;
}

/** The row of `among` that is nearest to each of `rows`. Throws where `among` is empty, or widths differ. */
export async function nearestAmong(rows: Rows, among: Rows, products?: Products): Promise<Nearest> {
  checkRows('the nearest neighbour', 1, { what: 'examples', rows: among });
  checkRows('the nearest neighbour', 0, { what: 'examples', rows: among }, { what: 'rows', rows });
  const indices = new Uint32Array(rows.n);
  const least = new Float64Array(rows.n).fill(Number.POSITIVE_INFINITY);
  await visitSquares(
    rows,
    // never the same object: all pairs are asked for
    { ...among },
    ({ squares, fromA, countA, fromB, countB }) => {
      for (let i = 0, at = 0; i < countA; i++)
        for (let j = 0; j < countB; j++, at++)
          if (squares[at]! < least[fromA + i]!) {
            least[fromA + i] = squares[at]!;
            indices[fromA + i] = fromB + j;
          }
    },
    { products },
  );
  return { indices, distances: least.map(Math.sqrt) };
}

/** The k nearest of some rows to another, the nearest first. */
export interface NearestOfOne {
  readonly indices: readonly number[];
  /** Euclidean. */
  readonly distances: readonly number[];
}

/** The `k` rows of `among` that are nearest to row `i`, or all where there are fewer; of equally near ones the first. */
export function nearestFew(rows: Rows, i: number, among: Rows, k: number): NearestOfOne {
  const own = rowOf(rows, i);
  const squares = Float64Array.from({ length: among.n }, (_, j) => {
    const other = rowOf(among, j);
    let sum = 0;
    for (let c = 0; c < own.length; c++) sum += (own[c]! - other[c]!) ** 2;
    return sum;
  });
  const indices = Array.from(squares.keys())
    .sort((a, b) => squares[a]! - squares[b]! || a - b)
    .slice(0, k);
  return { indices, distances: indices.map((j) => Math.sqrt(squares[j]!)) };
}

/** Whether samples lie nearer to what was trained on than examples do that were not. */
export interface Memorisation {
  /**
   * Share of pairs of a sample and a held-out example in which the sample is the one nearer to its training example: 0.5
   * where the generator knows the data no better than new data do, near 1 where it copies, below where it is off.
   */
  readonly nearer: number;
  /** Mann and Whitney's statistic in standard deviations: Meehan et al.'s Z_U. Below −5 is copying beyond doubt. */
  readonly z: number;
  /** Probability of so much nearness, or more, without copying. */
  readonly p: number;
  /** Median distance of samples to the nearest training example, and of held-out examples. */
  readonly sampleMedian: number;
  readonly heldOutMedian: number;
  /** The nearest training example of each sample, for looking at. */
  readonly nearest: Nearest;
}

/**
 * The test of data copying of Meehan, Chaudhuri and Dasgupta (2020, https://arxiv.org/abs/2004.05675), over all of the space
 * at once: Mann and Whitney's test of whether the distances of samples to their nearest training examples are smaller than
 * those of held-out examples, drawn as the training examples were. (The authors also take it per cell of a clustering, and
 * the variance without ties.) Throws `metrics/too-few` where one of the three is empty.
 */
export async function memorisation(
  samples: Rows,
  heldOut: Rows,
  training: Rows,
  products?: Products,
): Promise<Memorisation> {
  checkRows(
    'the test of copying',
    1,
    { what: 'samples', rows: samples },
    { what: 'held-out examples', rows: heldOut },
    { what: 'training examples', rows: training },
  );
  const nearest = await nearestAmong(samples, training, products);
  const others = await nearestAmong(heldOut, training, products);
  const { u, z, p } = mannWhitney(nearest.distances, others.distances);
  return {
    nearer: 1 - u / (samples.n * heldOut.n),
    z,
    p,
    sampleMedian: median(nearest.distances),
    heldOutMedian: median(others.distances),
    nearest,
  };
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

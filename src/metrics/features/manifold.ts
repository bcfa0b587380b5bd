import type { Products } from '../linear/products.ts';
import { checkRows, type Rows } from '../linear/rows.ts';
import { type TileOptions, visitSquares } from './distances.ts';

export interface ManifoldOptions {
  /** Neighbours for precision and recall; default 3, as their authors take. */
  readonly k?: number | undefined;
  /** Neighbours for density and coverage; default 5, as their authors take. */
  readonly densityK?: number | undefined;
  /** Neighbours for a coverage by wider neighbourhoods, in the same pass; default: as for density. */
  readonly wideK?: number | undefined;
  /** Default: plain JavaScript. */
  readonly products?: Products | undefined;
}

/** How samples lie among real examples, and these among them. */
export interface Manifold {
  /** Share of the samples that lie within the reals' manifold: how good they are, 0 to 1. */
  readonly precision: number;
  /** Share of the real examples that lie within the samples' manifold: how much of them is reached, 0 to 1. */
  readonly recall: number;
  /** In how many neighbourhoods of reals a sample lies, over k: 1 where both are alike, and more where samples crowd. */
  readonly density: number;
  /** Share of the real examples whose neighbourhood holds a sample, 0 to 1. */
  readonly coverage: number;
  /** The same of neighbourhoods of `wideK`. */
  readonly wideCoverage: number;
}

/**
 * Improved precision and recall (Kynkäänniemi et al. 2019, https://arxiv.org/abs/1904.06991), density and coverage (Naeem et
 * al. 2020, https://arxiv.org/abs/2002.09797). The neighbourhood of a row is the ball around it that reaches to its k-th
 * nearest neighbour, itself not counted; a set's manifold is the union. As in the authors' code, its surface counts as within
 * for precision and recall (≤), and not for density and coverage (<). Distances are Euclidean, in float64.
 *
 * Throws `metrics/too-few` where a set does not have k + 1 rows.
 */
export async function manifold(samples: Rows, reals: Rows, options: ManifoldOptions = {}): Promise<Manifold> {
  const { k = 3, densityK = 5, wideK = densityK, products } = options;
  checkRows(
    'the manifold',
    Math.max(k, densityK, wideK) + 1,
    { what: 'samples', rows: samples },
    { what: 'real examples', rows: reals },
  );
  const [wide, narrow, widest] = await reachOf(reals, [k, densityK, wideK], products);
  const sampleReach = await neighbourSquares(samples, [k], { products });
  const within = new Uint8Array(samples.n);
  const reached = new Uint8Array(reals.n);
  const covered = new Uint8Array(reals.n);
  const coveredWidely = new Uint8Array(reals.n);
  let hits = 0;
  await visitSquares(
    reals,
    samples,
    ({ squares, fromA, countA, fromB, countB }) => {
      for (let i = 0, at = 0; i < countA; i++) {
        const real = fromA + i;
        for (let j = 0; j < countB; j++, at++) {
          const square = squares[at]!;
          if (square <= wide[real]!) within[fromB + j] = 1;
          if (square <= sampleReach[0]![fromB + j]!) reached[real] = 1;
          if (square < widest[real]!) coveredWidely[real] = 1;
          if (square < narrow[real]!) {
            covered[real] = 1;
            hits++;
          }
        }
      }
    },
    { products },
  );
  return {
    precision: share(within),
    recall: share(reached),
    density: hits / (densityK * samples.n),
    coverage: share(covered),
    wideCoverage: share(coveredWidely),
  };
}

type Reach = readonly [Float64Array, Float64Array, Float64Array];

/** What was found of real examples, beside which one set of samples after another is held. */
const known = new WeakMap<Rows, { readonly ks: string; readonly reach: Reach }>();

async function reachOf(reals: Rows, ks: readonly [number, number, number], products: Products | undefined) {
  const before = known.get(reals);
  if (before?.ks === ks.join()) return before.reach;
  const reach = (await neighbourSquares(reals, ks, { products })) as unknown as Reach;
  known.set(reals, { ks: ks.join(), reach });
  return reach;
}

const share = (flags: Uint8Array): number => flags.reduce((a, b) => a + b, 0) / flags.length;

/**
 * Squared distances of each row to its k-th nearest neighbour among the others, for several k, in one go.
 *
 * @returns for each k an array with a number for each row
 */
export async function neighbourSquares(
  rows: Rows,
  ks: readonly number[],
  options: TileOptions = {},
): Promise<readonly Float64Array[]> {
  const most = Math.max(...ks);
  // for each row the `most` smallest so far, in order
  const least = new Float64Array(rows.n * most).fill(Number.POSITIVE_INFINITY);
  const keep = (row: number, square: number) => {
    const first = row * most;
    let at = first + most - 1;
    if (square >= least[at]!) return;
    for (; at > first && least[at - 1]! > square; at--) least[at] = least[at - 1]!;
    least[at] = square;
  };
  await visitSquares(
    rows,
    rows,
    ({ squares, fromA, countA, fromB, countB }) => {
      const diagonal = fromA === fromB;
      for (let i = 0, at = 0; i < countA; i++)
        for (let j = 0; j < countB; j++, at++) {
          if (diagonal && i === j) continue;
          keep(fromA + i, squares[at]!);
          if (!diagonal) keep(fromB + j, squares[at]!);
        }
    },
    options,
  );
  return ks.map((k) => Float64Array.from({ length: rows.n }, (_, i) => least[i * most + k - 1]!));
}

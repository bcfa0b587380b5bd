import { DuelError } from '../../errors.ts';

/** Vectors of one width, one after the other: features of pictures, probabilities, points. */
export interface Rows {
  readonly n: number;
  readonly width: number;
  /** Row by row: `n · width` numbers. */
  readonly data: Float32Array | Float64Array;
}

/** Row `i`, without copying. */
export const rowOf = ({ width, data }: Rows, i: number): Float32Array | Float64Array =>
  data.subarray(i * width, (i + 1) * width);

/** The rows from `from` on, at most `count`, without copying. */
export function rowsFrom({ n, width, data }: Rows, from: number, count: number): Rows {
  const end = Math.min(n, from + count);
  return { n: end - from, width, data: data.subarray(from * width, end * width) };
}

/** The rows with these indices, in their order, in float64. */
export function rowsAt(rows: Rows, indices: ArrayLike<number>): Rows & { readonly data: Float64Array } {
  const { width } = rows;
  const data = new Float64Array(indices.length * width);
  for (let i = 0; i < indices.length; i++) data.set(rowOf(rows, indices[i]!), i * width);
  return { n: indices.length, width, data };
}

/** The same rows with numbers of float64. */
export const inDoubles = (rows: Rows): Float64Array =>
  rows.data instanceof Float64Array ? rows.data : Float64Array.from(rows.data);

/** What rows are called in messages: 'samples', 'real examples'. */
export interface Named {
  readonly what: string;
  readonly rows: Rows;
}

/**
 * Refuses rows that a measurement means nothing for: fewer than `least`, others than `n · width` numbers, numbers that are
 * not finite, or several of different widths.
 */
export function checkRows(measure: string, least: number, ...all: readonly Named[]): void {
  for (const { what, rows } of all) {
    const { n, width, data } = rows;
    if (data.length !== n * width)
      throw new DuelError('usage', 'metrics/rows', `${n} rows of ${width} are not ${data.length} numbers`, {
        where: what,
        fix: 'give n · width numbers, row by row',
      });
    tooFew(measure, what, n, least);
    if (width !== all[0]!.rows.width)
      throw new DuelError('usage', 'metrics/widths', `${width} numbers a row, and ${all[0]!.rows.width} are compared`, {
        where: what,
        fix: `take the features of ${all[0]!.what} and of ${what} from one extractor`,
      });
    const bad = firstNotFinite(data);
    if (bad !== -1)
      throw new DuelError('data', 'metrics/not-finite', `${data[bad]} among the numbers that ${measure} is taken of`, {
        where: `${what}, row ${Math.floor(bad / width)}, column ${bad % width}`,
        fix: 'a generator that gives NaN has diverged: measure an earlier checkpoint',
      });
  }
}

/** Its place; -1 where all are finite. */
function firstNotFinite(data: Rows['data']): number {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return i;
  return -1;
}

/** Refuses fewer than `least`. */
export function tooFew(measure: string, what: string, n: number, least: number): void {
  if (n >= least) return;
  throw new DuelError('usage', 'metrics/too-few', `${measure} needs at least ${least} of them, and there are ${n}`, {
    where: what,
    fix: `take at least ${least} ${what}`,
  });
}

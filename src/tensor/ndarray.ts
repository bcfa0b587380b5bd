/**
 * Plain arrays in float64, row-major: what `Operator.evaluate` computes with.
 * Integers and booleans are held as numbers. Slow and exact on purpose.
 */
export interface NDArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

const product = (s: readonly number[]) => s.reduce((a, b) => a * b, 1);

/** An array of `shape` holding a copy of `data`, or zeros. */
export function ndarray(shape: readonly number[], data?: ArrayLike<number>): NDArray {
  return { shape, data: data ? Float64Array.from(data) : new Float64Array(product(shape)) };
}

/** A single number, shape []. */
export const ndscalar = (x: number): NDArray => ndarray([], [x]);

/** Row-major strides, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i]!;
  }
  return strides;
}

/** Calls `visit` with each multi-index of `shape`, in row-major order, and its flat position. */
export function eachIndex(shape: readonly number[], visit: (index: readonly number[], position: number) => void): void {
  const n = product(shape);
  const index = new Array<number>(shape.length).fill(0);
  for (let p = 0; p < n; p++) {
    visit(index, p);
    for (let d = shape.length - 1; d >= 0; d--) {
      if (++index[d]! < shape[d]!) break;
      index[d] = 0;
    }
  }
}

/** The flat position in `array` of a multi-index of a shape that `array` broadcasts to. */
export function broadcastPosition(array: NDArray, index: readonly number[]): number {
  const { shape } = array;
  const offset = index.length - shape.length;
  let p = 0;
  for (let d = 0; d < shape.length; d++) p = p * shape[d]! + (shape[d] === 1 ? 0 : index[d + offset]!);
  return p;
}

/** Elementwise map over arrays that broadcast to `shape`. */
export function mapArrays(
  f: (...values: number[]) => number,
  arrays: readonly NDArray[],
  shape: readonly number[],
): NDArray {
  const out = ndarray(shape);
  const [a, b] = arrays;
  const n = out.data.length;
  const step = (x: NDArray) => (x.data.length === 1 ? 0 : 1);
  // most arrays are whole or a single number, and need no index
  if (a && arrays.length <= 2 && arrays.every((x) => x.data.length === n || x.data.length === 1)) {
    const [da, db] = [step(a), step(b ?? a)];
    const second = (b ?? a).data;
    for (let p = 0; p < n; p++) out.data[p] = f(a.data[p * da]!, second[p * db]!);
    return out;
  }
  const values = new Array<number>(arrays.length);
  eachIndex(shape, (index, p) => {
    for (let k = 0; k < arrays.length; k++) values[k] = arrays[k]!.data[broadcastPosition(arrays[k]!, index)]!;
    out.data[p] = f(...values);
  });
  return out;
}

/** The values at `position(index)` of `source`, for each index of `shape`; a negative position reads 0. */
export function pick(
  source: NDArray,
  shape: readonly number[],
  position: (index: readonly number[]) => number,
): NDArray {
  const out = ndarray(shape);
  eachIndex(shape, (index, p) => {
    const q = position(index);
    if (q >= 0) out.data[p] = source.data[q]!;
  });
  return out;
}

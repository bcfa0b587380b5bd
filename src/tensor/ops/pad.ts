import { type NDArray, pick, stridesOf } from '../ndarray.ts';
import { anyBatch, apply, defineOperator, normalizeAxis, shapeError, type Tensor } from '../tensor.ts';
import { mapBy, matrixOf } from './matmul.ts';
import { slice } from './slice.ts';

/** What stands outside: a value, the image mirrored without its border pixel, or the border pixel. */
export type PadMode = 'constant' | 'reflect' | 'edge';
interface PadAttributes extends Record<string, unknown> {
  before: readonly number[];
  after: readonly number[];
  mode: PadMode;
  value: number;
}

/** The index that padding reads for index i of a padded axis of `n` values; −1 outside in constant mode. */
function padSource(i: number, n: number, mode: PadMode): number {
  if (i >= 0 && i < n) return i;
  if (mode === 'constant') return -1;
  if (mode === 'edge') return i < 0 ? 0 : n - 1;
  return i < 0 ? -i : 2 * (n - 1) - i;
}

/** By what they are for, as long as a graph holds them: networks pad many times alike, and large pictures by large ones. */
const matrices = new Map<string, WeakRef<NDArray>>();

/** The matrix that gathers what padding has copied: the transpose of padding. */
function gathering(n: number, before: number, after: number, mode: PadMode): NDArray {
  const key = [n, before, after, mode].join();
  const known = matrices.get(key)?.deref();
  if (known) return known;
  const made = matrixOf(n, n + before + after, (i, j) => Number(padSource(j - before, n, mode) === i));
  matrices.set(key, new WeakRef(made));
  return made;
}

const padOp = defineOperator<PadAttributes>({
  name: 'Pad',
  infer: ([x], { before, after, mode }) => {
    x!.shape.forEach((d, i) => {
      if (d === anyBatch && before[i]! + after[i]! > 0) throw shapeError('pad', 'no padding of the symbolic batch', x!);
      if (
        !(before[i]! >= 0 && after[i]! >= 0) ||
        (mode === 'reflect' && Math.max(before[i]!, after[i]!) >= Math.abs(d))
      )
        throw shapeError('pad', `0 ≤ padding${mode === 'reflect' ? ' < length' : ''} in axis ${i}`, x!);
    });
    return { shape: x!.shape.map((d, i) => (d === anyBatch ? d : d + before[i]! + after[i]!)), dtype: x!.dtype };
  },
  evaluate: ([x], { before, mode, value }, shape) => {
    const strides = stridesOf(x!.shape);
    const out = pick(x!, shape, (index) => {
      let p = 0;
      for (let d = 0; d < index.length; d++) {
        const source = padSource(index[d]! - before[d]!, x!.shape[d]!, mode);
        if (source < 0) return -1;
        p += source * strides[d]!;
      }
      return p;
    });
    if (value !== 0) {
      const inside = pick({ shape: x!.shape, data: new Float64Array(x!.data.length).fill(1) }, shape, (index) => {
        const hit = index.every((i, d) => i >= before[d]! && i < before[d]! + x!.shape[d]!);
        return hit ? 0 : -1;
      });
      for (let i = 0; i < out.data.length; i++) if (inside.data[i] === 0) out.data[i] = value;
    }
    return out;
  },
  gradient: (dy, y) => {
    const { before, after, mode } = y.attributes as PadAttributes;
    const { shape } = y.in(0);
    const axes = shape.flatMap((_, i) => (before[i]! + after[i]! > 0 ? [i] : []));
    if (mode === 'constant')
      return slice(
        dy,
        axes,
        axes.map((a) => before[a]!),
        axes.map((a) => before[a]! + shape[a]!),
      );
    // each padded axis is a linear map; its transpose gathers what was copied
    return axes.reduce((g, a) => mapBy(g, a, gathering(shape[a]!, before[a]!, after[a]!, mode)), dy);
  },
  lower: (onnx, [x], y) => {
    const { before, after, mode, value } = y.attributes as PadAttributes;
    const pads = [x!, onnx.ints([...before, ...after])];
    return onnx.node('Pad', mode === 'constant' ? [...pads, onnx.scalar(value, y.dtype)] : pads, { mode });
  },
});
/**
 * x with `before` and `after` more values along each of `axes`: `value` (constant), the image mirrored at the centre of
 * its border pixel (reflect), or the border repeated (edge).
 */
export function pad(
  x: Tensor,
  axes: readonly number[],
  before: readonly number[],
  after: readonly number[],
  mode: PadMode = 'constant',
  value = 0,
): Tensor {
  const list = axes.map((a) => normalizeAxis('pad', a, x.shape));
  if (before.length !== axes.length || after.length !== axes.length || new Set(list).size !== axes.length)
    throw shapeError('pad', `two paddings for each axis of ${axes.join()}`, before, after);
  const spread = (v: readonly number[]) => x.shape.map((_, i) => (list.includes(i) ? v[list.indexOf(i)]! : 0));
  const attributes = { before: spread(before), after: spread(after), mode, value };
  return [...attributes.before, ...attributes.after].every((p) => p === 0) ? x : apply(padOp, [x], attributes);
}

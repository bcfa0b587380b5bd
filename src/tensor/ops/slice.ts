import { pick, stridesOf } from '../ndarray.ts';
import { anyBatch, apply, defineOperator, normalizeAxis, type Shape, shapeError, type Tensor } from '../tensor.ts';
import { reshape } from './layout.ts';
import { pad } from './pad.ts';

interface Placement {
  readonly axes: readonly number[];
  readonly starts: readonly number[];
  readonly steps: readonly number[];
}
type SliceAttributes = Record<string, unknown> & Placement & { readonly ends: readonly number[] };
const sliceOp = defineOperator<SliceAttributes>({
  name: 'Slice',
  infer: ([x], { axes, starts, ends, steps }) => {
    const shape = [...x!.shape];
    if ([starts, ends, steps].some((v) => v.length !== axes.length) || new Set(axes).size !== axes.length)
      throw shapeError('slice', `a start, an end and a step for each axis of ${axes.join()}`, starts, ends, steps);
    axes.forEach((a, k) => {
      if (shape[a] === anyBatch && ends[k] === anyBatch && steps[k] === 1 && starts[k]! >= 0) return;
      if (shape[a] === anyBatch) shape[a] = ends[k]!;
      if (starts[k]! < 0 || ends[k]! > shape[a]! || starts[k]! >= ends[k]! || steps[k]! < 1)
        throw shapeError('slice', `0 ≤ start < end ≤ length in axis ${a}, not ${starts[k]} to ${ends[k]}`, x!);
      shape[a] = Math.ceil((ends[k]! - starts[k]!) / steps[k]!);
    });
    return { shape, dtype: x!.dtype };
  },
  evaluate: ([x], { axes, starts, steps }, shape) => {
    const strides = stridesOf(x!.shape);
    return pick(x!, shape, (index) =>
      index.reduce((p, i, d) => {
        const k = axes.indexOf(d);
        return p + (k < 0 ? i : starts[k]! + i * steps[k]!) * strides[d]!;
      }, 0),
    );
  },
  gradient: (dy, y) => unslice(dy, y.in(0).shape, y.attributes as SliceAttributes),
  lower: (onnx, [x], y) => {
    const { axes, starts, ends, steps } = y.attributes as SliceAttributes;
    const limits = ends.map((end) => (end === anyBatch ? 2 ** 31 - 1 : end));
    return onnx.node('Slice', [x!, onnx.ints(starts), onnx.ints(limits), onnx.ints(axes), onnx.ints(steps)]);
  },
});
/**
 * x[start:end:step] along each of `axes`; starts and ends count from 0. Of a symbolic batch, end `anyBatch` takes all the
 * rows from start on, and another end supposes that there are so many.
 */
export function slice(
  x: Tensor,
  axes: readonly number[],
  starts: readonly number[],
  ends: readonly number[],
  steps: readonly number[] = axes.map(() => 1),
): Tensor {
  const list = axes.map((a) => normalizeAxis('slice', a, x.shape));
  const whole = list.every((a, k) => starts[k] === 0 && ends[k] === x.shape[a] && steps[k] === 1);
  return whole ? x : apply(sliceOp, [x], { axes: list, starts, ends, steps });
}

/** The adjoint of slice: dy put back where it came from in zeros of `shape`. */
export function unslice(dy: Tensor, shape: Shape, { axes, starts, steps }: Placement): Tensor {
  let g = dy;
  axes.forEach((axis, k) => {
    const step = steps[k]!;
    if (step === 1) return;
    // m values with step − 1 zeros behind each
    const m = g.shape[axis]!;
    const before = g.shape.slice(0, axis);
    const after = g.shape.slice(axis + 1);
    const cells = reshape(g, [...before, m, 1, ...after]);
    g = reshape(pad(cells, [axis + 1], [0], [step - 1]), [...before, m * step, ...after]);
    const room = shape[axis]! - starts[k]!;
    if (m * step > room) g = slice(g, [axis], [0], [room]);
  });
  const ends = axes.map((a, k) => shape[a]! - starts[k]! - g.shape[a]!);
  return pad(g, axes, starts, ends);
}

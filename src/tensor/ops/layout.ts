import { broadcastPosition, mapArrays, type NDArray, pick, stridesOf } from '../ndarray.ts';
import {
  anyBatch,
  apply,
  broadcastShapes,
  defineOperator,
  normalizeAxes,
  normalizeAxis,
  type Shape,
  sameShape,
  shapeError,
  sizeOf,
  type Tensor,
} from '../tensor.ts';
import { equal, toFloat } from './elementwise.ts';
import { arange } from './leaf.ts';
import { linearMap, matmul } from './matmul.ts';
import { sumTo } from './reduce.ts';

const reshapeOp = defineOperator<{ shape: Shape }>({
  name: 'Reshape',
  infer: ([x], { shape }) => {
    const symbolic = x!.shape[0] === anyBatch || shape[0] === anyBatch;
    const from = sizeOf(symbolic ? x!.shape.slice(1) : x!.shape);
    const to = sizeOf(symbolic ? shape.slice(1) : shape);
    const fits = symbolic ? x!.shape[0] === shape[0] && (from % to === 0 || to % from === 0) : from === to;
    if (!fits) throw shapeError('reshape', 'as many elements as before', x!, shape);
    return { shape, dtype: x!.dtype };
  },
  evaluate: ([x], _, shape) => ({ shape, data: x!.data }),
  gradient: (dy, y) => reshape(dy, y.in(0).shape),
  lower: (onnx, [x], y) => onnx.node('Reshape', [x!, onnx.ints(y.shape)]),
});
/** The same elements in another shape. */
export const reshape = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : apply(reshapeOp, [x], { shape });

const transposeOp = defineOperator<{ permutation: readonly number[] }>({
  name: 'Transpose',
  infer: ([x], { permutation }) => {
    if (permutation.length !== x!.rank || new Set(normalizeAxes('transpose', permutation, x!.shape)).size !== x!.rank)
      throw shapeError('transpose', `a permutation of the axes, not ${permutation},`, x!);
    return { shape: permutation.map((p) => x!.shape[p]!), dtype: x!.dtype };
  },
  evaluate: ([x], { permutation }, shape) => {
    const strides = stridesOf(x!.shape);
    return pick(x!, shape, (index) => index.reduce((p, i, d) => p + i * strides[permutation[d]!]!, 0));
  },
  gradient: (dy, y) => {
    const p = y.attributes.permutation as number[];
    return transpose(
      dy,
      p.map((_, i) => p.indexOf(i)),
    );
  },
  lower: (onnx, [x], y) => onnx.node('Transpose', [x!], { perm: y.attributes.permutation as number[] }),
});
/** Axis i of the result is axis `permutation[i]` of x. */
export const transpose = (x: Tensor, permutation: readonly number[]): Tensor =>
  permutation.every((p, i) => p === i) ? x : apply(transposeOp, [x], { permutation });

const expandOp = defineOperator<{ shape: Shape }>({
  name: 'Expand',
  infer: ([x], { shape }) => {
    if (!sameShape(broadcastShapes('expand', x!.shape, shape), shape) || x!.rank !== shape.length)
      throw shapeError('expand', 'a shape that the tensor broadcasts to, of the same rank', x!, shape);
    return { shape, dtype: x!.dtype };
  },
  evaluate: (inputs, _, shape) => mapArrays((x) => x, inputs, shape),
  gradient: (dy, y) => sumTo(dy, y.in(0).shape),
  // a 1 in the target keeps a symbolic batch as it is
  lower: (onnx, [x], y) => onnx.node('Expand', [x!, onnx.ints(y.shape.map((d) => (d === anyBatch ? 1 : d)))]),
});
/** x repeated along its axes of length 1, up to `shape`. */
export function expand(x: Tensor, shape: Shape): Tensor {
  const padded = x.rank < shape.length ? reshape(x, [...new Array(shape.length - x.rank).fill(1), ...x.shape]) : x;
  return sameShape(padded.shape, shape) ? padded : apply(expandOp, [padded], { shape });
}

const concatOp = defineOperator<{ axis: number }>({
  name: 'Concat',
  infer: (xs, { axis }) => {
    const first = xs[0]!;
    for (const x of xs)
      if (x.rank !== first.rank || x.shape.some((d, i) => i !== axis && d !== first.shape[i]))
        throw shapeError('concat', `shapes that agree but in axis ${axis}`, ...xs);
    const shape = first.shape.map((d, i) => (i === axis ? xs.reduce((n, x) => n + x.shape[axis]!, 0) : d));
    return { shape, dtype: first.dtype };
  },
  evaluate: (xs, { axis }, shape) => {
    const owner = xs.flatMap((x) => Array.from({ length: x.shape[axis]! }, (_, i) => [x, i] as const));
    const out = { shape, data: new Float64Array(sizeOf(shape)) };
    const positions = mapArrays(() => 0, [], shape);
    let p = 0;
    const strides = stridesOf(shape);
    for (; p < positions.data.length; p++) {
      const index = strides.map((s, d) => Math.floor(p / s) % shape[d]!);
      const [x, i] = owner[index[axis]!]!;
      index[axis] = i;
      out.data[p] = x.data[broadcastPosition(x, index)]!;
    }
    return out;
  },
  gradient: (dy, y, i) => {
    const axis = y.attributes.axis as number;
    const start = y.inputs.slice(0, i).reduce((n, x) => n + x.shape[axis]!, 0);
    return slice(dy, [axis], [start], [start + y.in(i).shape[axis]!]);
  },
  lower: (onnx, inputs, y) => onnx.node('Concat', inputs, { axis: y.attributes.axis as number }),
});
/** The tensors one after the other along `axis`. */
export const concat = (xs: readonly Tensor[], axis: number): Tensor =>
  xs.length === 1 ? xs[0]! : apply(concatOp, xs, { axis: normalizeAxis('concat', axis, xs[0]!.shape) });

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
    axes.forEach((a, k) => {
      if (starts[k]! < 0 || ends[k]! > shape[a]! || starts[k]! >= ends[k]! || steps[k]! < 1)
        throw shapeError('slice', `0 ≤ start < end ≤ length in axis ${a}, not ${starts[k]} to ${ends[k]},`, x!);
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
    return onnx.node('Slice', [x!, onnx.ints(starts), onnx.ints(ends), onnx.ints(axes), onnx.ints(steps)]);
  },
});
/** x[start:end:step] along each of `axes`; starts and ends count from 0. */
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

const padOp = defineOperator<PadAttributes>({
  name: 'Pad',
  infer: ([x], { before, after, mode }) => {
    x!.shape.forEach((d, i) => {
      if (before[i]! < 0 || after[i]! < 0 || (mode === 'reflect' && Math.max(before[i]!, after[i]!) >= d && d > 0))
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
    return axes.reduce((g, a) => {
      const n = shape[a]!;
      const padded = n + before[a]! + after[a]!;
      return linearMap(g, a, n, (i, j) => Number(padSource(j - before[a]!, n, mode) === i), padded);
    }, dy);
  },
  lower: (onnx, [x], y) => {
    const { before, after, mode, value } = y.attributes as PadAttributes;
    const pads = [x!, onnx.ints([...before, ...after])];
    return onnx.node('Pad', mode === 'constant' ? [...pads, onnx.scalar(value)] : pads, { mode });
  },
});
/** x with `before` and `after` more values along each of `axes`: `value`, mirrored without the border, or the border. */
export function pad(
  x: Tensor,
  axes: readonly number[],
  before: readonly number[],
  after: readonly number[],
  mode: PadMode = 'constant',
  value = 0,
): Tensor {
  const list = axes.map((a) => normalizeAxis('pad', a, x.shape));
  const spread = (v: readonly number[]) => x.shape.map((_, i) => (list.includes(i) ? v[list.indexOf(i)]! : 0));
  const attributes = { before: spread(before), after: spread(after), mode, value };
  return [...attributes.before, ...attributes.after].every((p) => p === 0) ? x : apply(padOp, [x], attributes);
}

const gatherOp = defineOperator<{ axis: number }>({
  name: 'Gather',
  infer: ([x, indices], { axis }) => {
    if (indices!.dtype !== 'int32') throw shapeError('gather', `int32 indices, not ${indices!.dtype},`, indices!);
    return { shape: [...x!.shape.slice(0, axis), ...indices!.shape, ...x!.shape.slice(axis + 1)], dtype: x!.dtype };
  },
  evaluate: ([x, indices], { axis }, shape) => {
    const k = indices!.shape.length;
    const strides = stridesOf(x!.shape);
    const flat: NDArray = indices!;
    return pick(x!, shape, (index) => {
      const chosen = flat.data[broadcastPosition(flat, index.slice(axis, axis + k))]!;
      let p = chosen * strides[axis]!;
      for (let d = 0; d < axis; d++) p += index[d]! * strides[d]!;
      for (let d = axis + 1; d < x!.shape.length; d++) p += index[d + k - 1]! * strides[d]!;
      return p;
    });
  },
  // rows that were read several times add up: oneHot(indices)ᵀ · dy
  gradient: (dy, y, i) => {
    if (i === 1) return undefined;
    const axis = y.attributes.axis as number;
    const [x, indices] = [y.in(0), y.in(1)];
    const n = sizeOf(indices.shape);
    const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
    const rows = oneHot(reshape(indices, [n]), x.shape[axis]!);
    const g = reshape(dy, [sizeOf(outer), n, sizeOf(inner)]);
    return reshape(matmul(rows, g, { transposeA: true }), x.shape);
  },
  lower: (onnx, inputs, y) => onnx.node('Gather', inputs, { axis: y.attributes.axis as number }),
});
/** The slices of x at `indices` (int32, any shape, each in [0, length)) along `axis`. */
export const gather = (x: Tensor, indices: Tensor, axis = 0): Tensor =>
  apply(gatherOp, [x, indices], { axis: normalizeAxis('gather', axis, x.shape) });

/** 1 at the index, 0 elsewhere, in a new last axis of `depth`; int32 indices, float32 result. */
export const oneHot = (indices: Tensor, depth: number): Tensor =>
  toFloat(equal(reshape(indices, [...indices.shape, 1]), arange(0, depth)));

/** [n, h, w, b·b·c] to [n, h·b, w·b, c]: blocks of channels become blocks of pixels, rows first, channels last. */
export function depthToSpace(x: Tensor, block: number): Tensor {
  const [n, h, w, c] = image('depthToSpace', x);
  if (c % (block * block) !== 0) throw shapeError('depthToSpace', `channels divisible by ${block * block}`, x);
  const out = c / (block * block);
  const blocks = transpose(reshape(x, [n, h, w, block, block, out]), [0, 1, 3, 2, 4, 5]);
  return reshape(blocks, [n, h * block, w * block, out]);
}

/** [n, h·b, w·b, c] to [n, h, w, b·b·c]: the inverse of `depthToSpace`. */
export function spaceToDepth(x: Tensor, block: number): Tensor {
  const [n, h, w, c] = image('spaceToDepth', x);
  if (h % block !== 0 || w % block !== 0) throw shapeError('spaceToDepth', `sides divisible by ${block}`, x);
  const cells = transpose(reshape(x, [n, h / block, block, w / block, block, c]), [0, 1, 3, 2, 4, 5]);
  return reshape(cells, [n, h / block, w / block, block * block * c]);
}

/** The dimensions of an NHWC image batch. */
export function image(op: string, x: Tensor): readonly [number, number, number, number] {
  if (x.rank !== 4) throw shapeError(op, 'images [n, h, w, c]', x);
  return x.shape as unknown as readonly [number, number, number, number];
}

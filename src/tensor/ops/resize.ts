import { pick } from '../ndarray.ts';
import { apply, defineOperator, expectFloat, image, shapeError, type Tensor } from '../tensor.ts';
import { gather } from './gather.ts';
import { constant } from './leaf.ts';
import { linearMap } from './matmul.ts';

const upsampleOp = defineOperator<{ factor: number }>({
  name: 'UpsampleNearest',
  infer: ([x], { factor }) => {
    expectFloat('upsample', x!);
    const [n, h, w, c] = image('upsample', x!);
    if (!(Number.isInteger(factor) && factor >= 1))
      throw shapeError('upsample', `a whole factor from 1, not ${factor}`, x!);
    return { shape: [n, h * factor, w * factor, c], dtype: 'float32' };
  },
  evaluate: ([x], { factor }, shape) => {
    const [, h, w, c] = x!.shape as [number, number, number, number];
    return pick(
      x!,
      shape,
      ([b, i, j, k]) => ((b! * h + Math.floor(i! / factor)) * w + Math.floor(j! / factor)) * c + k!,
    );
  },
  gradient: (dy, y) => sumBlocks(dy, y.attributes.factor as number),
  lower: (onnx, [x], y) => {
    const factor = y.attributes.factor as number;
    const [n, h, w, c] = image('upsample', y.in(0));
    const cells = onnx.node('Reshape', [x!, onnx.ints([n, h, 1, w, 1, c])]);
    const repeated = onnx.node('Expand', [cells, onnx.ints([1, 1, factor, 1, factor, 1])]);
    return onnx.node('Reshape', [repeated, onnx.ints(y.shape)]);
  },
});
/** Each pixel repeated factor × factor times: [n, h, w, c] to [n, h·factor, w·factor, c]. */
export const upsample = (x: Tensor, factor: number): Tensor => (factor === 1 ? x : apply(upsampleOp, [x], { factor }));

const sumBlocksOp = defineOperator<{ factor: number }>({
  name: 'SumBlocks',
  infer: ([x], { factor }) => {
    const [n, h, w, c] = image('sumBlocks', x!);
    if (h % factor !== 0 || w % factor !== 0) throw shapeError('sumBlocks', `sides divisible by ${factor}`, x!);
    return { shape: [n, h / factor, w / factor, c], dtype: 'float32' };
  },
  evaluate: ([x], { factor }, shape) => {
    const [, h, w, c] = x!.shape as [number, number, number, number];
    const parts = Array.from({ length: factor * factor }, (_, q) =>
      pick(
        x!,
        shape,
        ([b, i, j, k]) => ((b! * h + i! * factor + Math.floor(q / factor)) * w + j! * factor + (q % factor)) * c + k!,
      ),
    );
    return { shape, data: parts[0]!.data.map((_, p) => parts.reduce((s, part) => s + part.data[p]!, 0)) };
  },
  gradient: (dy, y) => upsample(dy, y.attributes.factor as number),
  lower: (onnx, [x], y) => {
    const factor = y.attributes.factor as number;
    const [n, h, w, c] = image('sumBlocks', y);
    const cells = onnx.node('Reshape', [x!, onnx.ints([n, h, factor, w, factor, c])]);
    return onnx.node('ReduceSum', [cells, onnx.ints([2, 4])], { keepdims: 0 });
  },
});
/** Sums of factor × factor blocks of pixels: the adjoint of `upsample`. */
export const sumBlocks = (x: Tensor, factor: number): Tensor => apply(sumBlocksOp, [x], { factor });

/** Half-pixel centres, as in PyTorch (align_corners false), Keras and browsers: where output i falls in the input. */
const centre = (i: number, from: number, to: number) => ((i + 0.5) * from) / to - 0.5;

function nearest(x: Tensor, axis: number, to: number): Tensor {
  const from = x.shape[axis]!;
  if (from === to) return x;
  const source = Float64Array.from({ length: to }, (_, i) => Math.floor(((i + 0.5) * from) / to));
  return gather(x, constant({ shape: [to], data: source }, 'int32'), axis);
}

/** The weight of input j for output i in linear interpolation; beyond the border the border's value counts. */
function linearWeight(i: number, j: number, from: number, to: number): number {
  const at = Math.min(Math.max(centre(i, from, to), 0), from - 1);
  return Math.max(0, 1 - Math.abs(at - j));
}

/**
 * Images resized to height × width: `nearest` or `bilinear`, half-pixel centres, no smoothing when shrinking.
 * x [n, h, w, c], result [n, height, width, c].
 */
export function resize(x: Tensor, height: number, width: number, mode: 'nearest' | 'bilinear'): Tensor {
  const [, h, w] = image('resize', x);
  if (![height, width].every((d) => Number.isInteger(d) && d >= 1))
    throw shapeError('resize', `whole sides from 1, not ${height}×${width}`, x);
  if (mode === 'nearest') {
    const factor = height / h;
    if (Number.isInteger(factor) && factor === width / w) return upsample(x, factor);
    return nearest(nearest(x, 1, height), 2, width);
  }
  const tall = height === h ? x : linearMap(x, 1, height, (i, j) => linearWeight(i, j, h, height));
  return width === w ? tall : linearMap(tall, 2, width, (i, j) => linearWeight(i, j, w, width));
}

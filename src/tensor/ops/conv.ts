import { ndarray } from '../ndarray.ts';
import { apply, defineOperator, expectFloat, image, type OnnxWriter, shapeError, type Tensor } from '../tensor.ts';
import { concat } from './layout.ts';
import { slice } from './slice.ts';

/**
 * Convolution and its two gradients. The three are linear in each operand and differentiate into one another, so that
 * any order of gradient stays among them:
 *
 *     y = conv2d(x, w)      dx = inputGradient(dy, w)     dw = kernelGradient(x, dy)
 *
 * Images are [n, h, w, c], kernels [kh, kw, c / groups, o] (Keras' layout).
 */
export interface ConvAttributes extends Record<string, unknown> {
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** top, left, bottom, right */
  readonly pads: readonly [number, number, number, number];
  readonly groups: number;
}
/** Strides and dilations default to 1, pads (top, left, bottom, right) to 0, groups to 1. */
export type ConvOptions = { -readonly [K in 'strides' | 'dilations' | 'pads' | 'groups']?: ConvAttributes[K] };

/** Output length of a convolution along one axis. */
export const convLength = (n: number, k: number, stride: number, dilation: number, padding: number): number =>
  Math.floor((n + padding - dilation * (k - 1) - 1) / stride) + 1;

/** Visits every product term of the convolution: positions in x, w and y. What all three evaluations share. */
function eachTerm(
  x: readonly number[],
  w: readonly number[],
  y: readonly number[],
  a: ConvAttributes,
  visit: (x: number, w: number, y: number) => void,
): void {
  const [n, h, wd, c] = x as [number, number, number, number];
  const [kh, kw, cg, o] = w as [number, number, number, number];
  const [, oh, ow] = y as [number, number, number];
  const og = o / a.groups;
  for (let b = 0; b < n; b++)
    for (let i = 0; i < oh; i++)
      for (let j = 0; j < ow; j++)
        for (let u = 0; u < kh; u++)
          for (let v = 0; v < kw; v++) {
            const r = i * a.strides[0] + u * a.dilations[0] - a.pads[0];
            const s = j * a.strides[1] + v * a.dilations[1] - a.pads[1];
            if (r < 0 || r >= h || s < 0 || s >= wd) continue;
            for (let f = 0; f < o; f++) {
              const g = Math.floor(f / og);
              for (let q = 0; q < cg; q++)
                visit(
                  ((b * h + r) * wd + s) * c + g * cg + q,
                  ((u * kw + v) * cg + q) * o + f,
                  ((b * oh + i) * ow + j) * o + f,
                );
            }
          }
}

function kernelShape(op: string, w: Tensor): readonly [number, number, number, number] {
  if (w.rank !== 4) throw shapeError(op, 'a kernel [kh, kw, in / groups, out]', w);
  return w.shape as unknown as readonly [number, number, number, number];
}

function checkGeometry(op: string, { strides, dilations, pads, groups }: ConvAttributes): void {
  const whole = (least: number, values: readonly number[]) => values.every((v) => Number.isInteger(v) && v >= least);
  if (!whole(1, [...strides, ...dilations, groups]) || !whole(0, pads))
    throw shapeError(
      op,
      'whole strides, dilations and groups from 1 and pads from 0',
      strides,
      dilations,
      [groups],
      pads,
    );
}

const toNchw = (onnx: OnnxWriter, x: string) => onnx.node('Transpose', [x], { perm: [0, 3, 1, 2] });
const toNhwc = (onnx: OnnxWriter, x: string) => onnx.node('Transpose', [x], { perm: [0, 2, 3, 1] });
/** [kh, kw, c, o] to ONNX' [o, c, kh, kw]. */
const toOihw = (onnx: OnnxWriter, w: string) => onnx.node('Transpose', [w], { perm: [3, 2, 0, 1] });
const geometry = (a: ConvAttributes, kernel: readonly number[]) => ({
  kernel_shape: [kernel[0]!, kernel[1]!],
  strides: a.strides,
  dilations: a.dilations,
  pads: a.pads,
  group: a.groups,
});

const conv2dOp = defineOperator<ConvAttributes>({
  name: 'Conv2d',
  infer: ([x, w], a) => {
    expectFloat('conv2d', x!, w!);
    const [n, h, wd, c] = image('conv2d', x!);
    const [kh, kw, cg, o] = kernelShape('conv2d', w!);
    checkGeometry('conv2d', a);
    if (c !== cg * a.groups || o % a.groups !== 0)
      throw shapeError('conv2d', `channels that fit the kernel [kh, kw, c / ${a.groups}, o]`, x!, w!);
    const oh = convLength(h, kh, a.strides[0], a.dilations[0], a.pads[0] + a.pads[2]);
    const ow = convLength(wd, kw, a.strides[1], a.dilations[1], a.pads[1] + a.pads[3]);
    if (oh < 1 || ow < 1) throw shapeError('conv2d', 'an image at least as large as the kernel', x!, w!);
    return { shape: [n, oh, ow, o], dtype: 'float32' };
  },
  evaluate: ([x, w], a, shape) => {
    const y = ndarray(shape);
    eachTerm(x!.shape, w!.shape, shape, a, (p, q, r) => {
      y.data[r]! += x!.data[p]! * w!.data[q]!;
    });
    return y;
  },
  gradient: (dy, y, i) => {
    const a = y.attributes as ConvAttributes;
    const [x, w] = [y.in(0), y.in(1)];
    return i === 0 ? inputGradient(dy, w, x.shape, a) : kernelGradient(x, dy, w.shape, a);
  },
  lower: (onnx, [x, w], y) =>
    toNhwc(
      onnx,
      onnx.node('Conv', [toNchw(onnx, x!), toOihw(onnx, w!)], geometry(y.attributes as ConvAttributes, y.in(1).shape)),
    ),
});

interface InputGradientAttributes extends ConvAttributes {
  readonly size: readonly [number, number];
}
const inputGradientOp = defineOperator<InputGradientAttributes>({
  name: 'Conv2dInputGradient',
  infer: ([dy, w], { size, groups }) => {
    expectFloat('conv2dTranspose', dy!, w!);
    const [n, , , o] = image('conv2dTranspose', dy!);
    const [, , cg, o2] = kernelShape('conv2dTranspose', w!);
    if (o !== o2 || o % groups !== 0)
      throw shapeError('conv2dTranspose', `channels that fit the kernel [kh, kw, out / ${groups}, in]`, dy!, w!);
    return { shape: [n, ...size, cg * groups], dtype: 'float32' };
  },
  evaluate: ([dy, w], a, shape) => {
    const dx = ndarray(shape);
    eachTerm(shape, w!.shape, dy!.shape, a, (p, q, r) => {
      dx.data[p]! += dy!.data[r]! * w!.data[q]!;
    });
    return dx;
  },
  gradient: (g, y, i) => {
    const a = convAttributes(y.attributes as ConvAttributes);
    const [dy, w] = [y.in(0), y.in(1)];
    return i === 0 ? apply(conv2dOp, [g, w], a) : kernelGradient(g, dy, w.shape, a);
  },
  lower: (onnx, [dy, w], y) => {
    const a = y.attributes as InputGradientAttributes;
    const kernel = y.in(1).shape;
    // ConvTranspose makes (o − 1)·stride + dilation·(k − 1) + 1 − pads values; the rest is output padding
    const rest = [0, 1].map(
      (d) =>
        a.size[d]! -
        ((y.in(0).shape[d + 1]! - 1) * a.strides[d]! +
          a.dilations[d]! * (kernel[d]! - 1) +
          1 -
          a.pads[d]! -
          a.pads[d + 2]!),
    );
    const attributes = { ...geometry(a, kernel), output_padding: rest };
    return toNhwc(onnx, onnx.node('ConvTranspose', [toNchw(onnx, dy!), toOihw(onnx, w!)], attributes));
  },
});

interface KernelGradientAttributes extends ConvAttributes {
  readonly kernel: readonly [number, number];
}
const kernelGradientOp = defineOperator<KernelGradientAttributes>({
  name: 'Conv2dKernelGradient',
  infer: ([x, dy], { kernel, groups }) => ({
    shape: [...kernel, image('conv2d', x!)[3] / groups, image('conv2d', dy!)[3]],
    dtype: 'float32',
  }),
  evaluate: ([x, dy], a, shape) => {
    const dw = ndarray(shape);
    eachTerm(x!.shape, shape, dy!.shape, a, (p, q, r) => {
      dw.data[q]! += x!.data[p]! * dy!.data[r]!;
    });
    return dw;
  },
  gradient: (g, y, i) => {
    const a = convAttributes(y.attributes as ConvAttributes);
    const [x, dy] = [y.in(0), y.in(1)];
    return i === 0 ? inputGradient(dy, g, x.shape, a) : apply(conv2dOp, [x, g], a);
  },
  // a convolution over the batch: a group's channels play the images, strides and dilations change places
  lower: (onnx, [x, dy], y) => {
    const a = y.attributes as KernelGradientAttributes;
    const [xs, ys] = [y.in(0).shape, y.in(1).shape];
    // the far padding makes the result exactly as large as the kernel
    const far = [0, 1].map(
      (d) => a.dilations[d]! * (a.kernel[d]! - 1) + (ys[d + 1]! - 1) * a.strides[d]! + 1 - xs[d + 1]! - a.pads[d]!,
    );
    let image = swapped(onnx, x!, xs, a.groups);
    if (far.some((f) => f < 0)) {
      // rows that no kernel position reaches
      const ends = far.map((f, d) => xs[d + 1]! + Math.min(0, f));
      image = onnx.node('Slice', [image, onnx.ints([0, 0]), onnx.ints(ends), onnx.ints([2, 3])]);
    }
    const filter = onnx.node('Transpose', [dy!], { perm: [3, 0, 1, 2] });
    const result = onnx.node('Conv', [image, filter], {
      kernel_shape: [ys[1]!, ys[2]!],
      strides: a.dilations,
      dilations: a.strides,
      pads: [a.pads[0], a.pads[1], Math.max(0, far[0]!), Math.max(0, far[1]!)],
      group: a.groups,
    });
    return onnx.node('Transpose', [result], { perm: [2, 3, 0, 1] });
  },
});

/** [n, h, w, groups · c] to [c, groups · n, h, w]. */
function swapped(onnx: OnnxWriter, x: string, [n, h, w, c]: readonly number[], groups: number): string {
  if (groups === 1) return onnx.node('Transpose', [x], { perm: [3, 0, 1, 2] });
  const split = onnx.node('Reshape', [x, onnx.ints([n!, h!, w!, groups, c! / groups])]);
  const turned = onnx.node('Transpose', [split], { perm: [4, 3, 0, 1, 2] });
  return onnx.node('Reshape', [turned, onnx.ints([c! / groups, groups * n!, h!, w!])]);
}

const convAttributes = ({ strides, dilations, pads, groups }: ConvAttributes): ConvAttributes => ({
  strides,
  dilations,
  pads,
  groups,
});

const complete = (o: ConvOptions): ConvAttributes => ({
  strides: o.strides ?? [1, 1],
  dilations: o.dilations ?? [1, 1],
  pads: o.pads ?? [0, 0, 0, 0],
  groups: o.groups ?? 1,
});

/**
 * 2-D convolution (cross-correlation). x [n, h, w, c], kernel [kh, kw, c / groups, o], result [n, oh, ow, o] with
 * oh = ⌊(h + padding − dilation (kh − 1) − 1) / stride⌋ + 1.
 */
export const conv2d = (x: Tensor, kernel: Tensor, options: ConvOptions = {}): Tensor =>
  apply(conv2dOp, [x, kernel], complete(options));

/**
 * Transposed 2-D convolution: the gradient of `conv2d` with respect to its image. x [n, h, w, o],
 * kernel [kh, kw, c / groups, o], result [n, ...size, c]; `size` must be one that conv2d maps to [h, w].
 */
export const conv2dTranspose = (
  x: Tensor,
  kernel: Tensor,
  size: readonly [number, number],
  options: ConvOptions = {},
): Tensor => inputGradient(x, kernel, [x.shape[0]!, ...size, 0], complete(options));

function inputGradient(dy: Tensor, w: Tensor, x: readonly number[], a: ConvAttributes): Tensor {
  checkGeometry('conv2dTranspose', a);
  image('conv2dTranspose', dy);
  kernelShape('conv2dTranspose', w);
  const size = [x[1]!, x[2]!] as const;
  size.forEach((n, d) => {
    const back = convLength(n, w.shape[d]!, a.strides[d]!, a.dilations[d]!, a.pads[d]! + a.pads[d + 2]!);
    if (back !== dy.shape[d + 1])
      throw shapeError('conv2dTranspose', `a size that conv2d maps back to the input, not ${size.join('×')}`, dy, w);
  });
  return apply(inputGradientOp, [dy, w], { ...convAttributes(a), size });
}

function kernelGradient(x: Tensor, dy: Tensor, w: readonly number[], a: ConvAttributes): Tensor {
  const attributes = { ...convAttributes(a), kernel: [w[0]!, w[1]!] as const };
  // groups of many channels are faster one at a time, as matrix products: 256 channels of 8×8, batch 32, take 10 ms
  // instead of 29 in 16 groups, but 48 instead of 15 in 128
  if (a.groups === 1 || w[2]! <= 8) return apply(kernelGradientOp, [x, dy], attributes);
  const part = (t: Tensor, g: number) => {
    const n = t.shape[3]! / a.groups;
    return slice(t, [3], [g * n], [(g + 1) * n]);
  };
  const one = { ...attributes, groups: 1 };
  // the kernel's groups lie side by side in its last axis
  return concat(
    Array.from({ length: a.groups }, (_, g) => apply(kernelGradientOp, [part(x, g), part(dy, g)], one)),
    3,
  );
}

import {
  add,
  type ConvAttributes,
  concat,
  constant,
  conv2d,
  gather,
  matmul,
  ndarray,
  reshape,
  slice,
  type Tensor,
  transpose,
} from '../../tensor/index.ts';
import type { Rule } from '../rewrite.ts';
import { minimalConv, minimalForward, minimalInputGradient, minimalKernelGradient } from './minimalConv.ts';
import { type Phase, phasesOf } from './phases.ts';
import {
  type Axis,
  batchParts,
  examplesOf,
  kernelSpreads,
  pixels,
  type Sources,
  type SpreadLimits,
  spreadTimes,
  sumTaps,
  type Window,
} from './spread.ts';

/**
 * Convolutions as matrix products, everything in NHWC, so that no image is transposed.
 *
 * A product over the kernel's taps needs one of its operands spread out by taps ('im2col'). `Gather` with a constant
 * table of positions does that in one pass; a row of zeros behind the image serves all positions outside. Which operand
 * is spread is free: the one with fewer channels costs less memory traffic. What would be too large is spread and
 * multiplied in parts of a few taps each. Where channels are few, a product with zeros and ones does part of the
 * spreading. Where they are many, minimal filtering saves products (`minimalConv.ts`).
 */
type Pair = readonly [number, number];

const inside = (place: number, length: number) => (place < 0 || place >= length ? -1 : place);

/** Where output pixel (i, j) reads the image under tap (u, v): i·stride + u·dilation − pad. */
function forwardWindow(a: ConvAttributes, kernel: Pair, from: Pair, to: Pair): Window {
  const axis = (d: 0 | 1): Axis => ({
    outputs: to[d],
    taps: kernel[d],
    at: (i, u) => inside(i * a.strides[d] + u * a.dilations[d] - a.pads[d]!, from[d]),
  });
  return { y: axis(0), x: axis(1) };
}

const size = (x: Tensor): Pair => [x.shape[1]!, x.shape[2]!];

/** y = spread(x) · w */
function convBySpread(x: Tensor, w: Tensor, a: ConvAttributes, y: Tensor, limits: SpreadLimits): Tensor {
  const [kh, kw, c, o] = w.shape as [number, number, number, number];
  const window = forwardWindow(a, [kh, kw], size(x), size(y));
  return reshape(spreadTimes(x, window, reshape(w, [kh * kw * c, o]), limits), y.shape);
}

/** y = Σ over taps of (x · w)[shifted]: the product first, for few output channels. */
function convByShift(x: Tensor, w: Tensor, a: ConvAttributes, y: Tensor): Tensor {
  const [kh, kw, c, o] = w.shape as [number, number, number, number];
  const each = matmul(pixels(x), reshape(transpose(w, [2, 0, 1, 3]), [c, kh * kw * o]));
  const window = forwardWindow(a, [kh, kw], size(x), size(y));
  const sources = (axis: Axis): Sources =>
    Array.from({ length: axis.outputs }, (_, i) =>
      Array.from({ length: axis.taps }, (_, tap) => ({ position: axis.at(i, tap), tap })).filter(
        ({ position }) => position >= 0,
      ),
    );
  const [n, h, width] = x.shape as [number, number, number];
  return sumTaps(each, [n, h, width, o], [kh, kw], [sources(window.y), sources(window.x)]);
}

const conv = (limits: SpreadLimits): Rule => ({
  name: 'conv-gemm',
  apply: (t) => {
    const a = t.attributes as ConvAttributes;
    if (t.op.name !== 'Conv2d' || a.groups !== 1) return undefined;
    const [x, w] = [t.in(0), t.in(1)];
    const [c, o] = [w.shape[2]!, w.shape[3]!];
    const fast = minimalConv(a, w.shape, x, t, limits);
    if (fast) return minimalForward(x, w, fast, limits);
    const unit = a.strides[0] === 1 && a.strides[1] === 1;
    return unit && 3 * o <= c ? convByShift(x, w, a, t) : convBySpread(x, w, a, t, limits);
  },
});

function phaseAxis({ taps }: Phase, from: number, to: number): Axis {
  return { outputs: to, taps: taps.length, at: (q, k) => inside(q + taps[k]!.offset, from) };
}

/** The phases of a strided convolution: for each, the kernel's taps as flat places and how dy is read. */
function strided(a: ConvAttributes, kernel: Pair, from: Pair, to: Pair) {
  const cells: Pair = [Math.ceil(to[0] / a.strides[0]), Math.ceil(to[1] / a.strides[1])];
  const [ys, xs] = [0, 1].map((d) => phasesOf(kernel[d]!, a.strides[d]!, a.dilations[d]!, a.pads[d]!)) as [
    Phase[],
    Phase[],
  ];
  const phases = ys.flatMap((py) =>
    xs.map((px) => ({
      start: [py.start, px.start] as const,
      places: py.taps.flatMap((u) => px.taps.map((v) => u.tap * kernel[1] + v.tap)),
      window: { y: phaseAxis(py, from[0], cells[0]), x: phaseAxis(px, from[1], cells[1]) },
    })),
  );
  return { cells, phases };
}

/** Kernel places [kh, kw, c, o] picked and laid out as a matrix [places · o, c]. */
function pickedRows(w: Tensor, places: readonly number[]): Tensor {
  const [kh, kw, c, o] = w.shape as [number, number, number, number];
  const rows = transpose(reshape(w, [kh * kw, c, o]), [0, 2, 1]);
  const whole = places.length === kh * kw && places.every((p, i) => p === i);
  const picked = whole ? rows : gather(rows, constant(ndarray([places.length], places), 'int32'), 0);
  return reshape(picked, [places.length * o, c]);
}

/** dx by phases: each a stride-1 convolution of dy, then interleaved. */
function inputBySpread(dy: Tensor, w: Tensor, a: ConvAttributes, dx: Tensor, limits: SpreadLimits): Tensor | undefined {
  const [kh, kw, c] = w.shape as [number, number, number];
  const { cells, phases } = strided(a, [kh, kw], size(dy), size(dx));
  if (phases.some((p) => p.places.length === 0)) return undefined;
  const [sh, sw] = a.strides;
  const n = dx.shape[0]!;
  const parts = phases.map((p) =>
    reshape(spreadTimes(dy, p.window, pickedRows(w, p.places), limits), [n, ...cells, 1, c]),
  );
  // interleaved by joining: a row's phases side by side, then the rows of pixels
  const rows = Array.from({ length: sh }, (_, py) =>
    reshape(concat(parts.slice(py * sw, (py + 1) * sw), 3), [n, cells[0], 1, cells[1] * sw, c]),
  );
  const whole = reshape(concat(rows, 2), [n, cells[0] * sh, cells[1] * sw, c]);
  return slice(whole, [1, 2], [0, 0], size(dx));
}

/** dx by product first, then a sum over the taps that reach each pixel (col2im): for few input channels. */
function inputByShift(dy: Tensor, w: Tensor, a: ConvAttributes, dx: Tensor): Tensor {
  const [kh, kw, c, o] = w.shape as [number, number, number, number];
  const [from, to] = [size(dy), size(dx)];
  const sources = (d: 0 | 1): Sources =>
    Array.from({ length: to[d] }, (_, r) =>
      Array.from({ length: w.shape[d]! }, (_, tap) => ({
        tap,
        position: (r + a.pads[d]! - tap * a.dilations[d]!) / a.strides[d]!,
      })).filter(({ position }) => Number.isInteger(position) && inside(position, from[d]) >= 0),
    );
  const each = matmul(pixels(dy), reshape(transpose(w, [3, 0, 1, 2]), [o, kh * kw * c]));
  return sumTaps(each, [dy.shape[0]!, ...from, c], [kh, kw], [sources(0), sources(1)]);
}

const inputGradient = (limits: SpreadLimits): Rule => ({
  name: 'conv-input-gradient-gemm',
  apply: (t) => {
    const a = t.attributes as ConvAttributes;
    if (t.op.name !== 'Conv2dInputGradient' || a.groups !== 1) return undefined;
    const [dy, w] = [t.in(0), t.in(1)];
    const fast = minimalConv(a, w.shape, t, dy, limits);
    if (fast) return minimalInputGradient(dy, w, fast, limits);
    const few = 3 * w.shape[2]! <= w.shape[3]!;
    return (few ? undefined : inputBySpread(dy, w, a, t, limits)) ?? inputByShift(dy, w, a, t);
  },
});

/** dw = spread(x)ᵀ · dy */
function kernelByImage(x: Tensor, dy: Tensor, a: ConvAttributes, dw: Tensor, limits: SpreadLimits): Tensor {
  const [kh, kw] = dw.shape as [number, number];
  const window = forwardWindow(a, [kh, kw], size(x), size(dy));
  const sums = batchParts(x, window, limits).map((part) => {
    const columns = kernelSpreads(examplesOf(x, part), window, limits);
    return concat(
      columns.map((c) => matmul(c, pixels(examplesOf(dy, part)), { transposeA: true })),
      0,
    );
  });
  return reshape(sums.reduce(add), dw.shape);
}

/** dw by phases of x: for each, xᵀ · spread(dy), with the same spread dy that the input gradient of dy's side uses. */
function kernelByOutput(
  x: Tensor,
  dy: Tensor,
  a: ConvAttributes,
  dw: Tensor,
  limits: SpreadLimits,
): Tensor | undefined {
  const [kh, kw, c, o] = dw.shape as [number, number, number, number];
  const { cells, phases } = strided(a, [kh, kw], size(dy), size(x));
  const [sh, sw] = a.strides;
  if (cells[0] * sh !== x.shape[1] || cells[1] * sw !== x.shape[2]) return undefined;
  const used = phases.filter((p) => p.places.length > 0);
  const parts = used.map((p) => {
    const phase = slice(x, [1, 2], p.start, size(x), a.strides);
    const sums = batchParts(dy, p.window, limits).map((part) => {
      const columns = kernelSpreads(examplesOf(dy, part), p.window, limits);
      return concat(
        columns.map((s) => matmul(pixels(examplesOf(phase, part)), s, { transposeA: true })),
        1,
      );
    });
    return reshape(sums.reduce(add), [c, p.places.length, o]);
  });
  const places = used.flatMap((p) => p.places);
  const order = Array.from({ length: kh * kw }, (_, k) => places.indexOf(k));
  if (order.includes(-1)) return undefined;
  const rows = transpose(concat(parts, 1), [1, 0, 2]);
  const sorted = order.every((p, i) => p === i) ? rows : gather(rows, constant(ndarray([kh * kw], order), 'int32'), 0);
  return reshape(sorted, dw.shape);
}

const kernelGradient = (limits: SpreadLimits): Rule => ({
  name: 'conv-kernel-gradient-gemm',
  apply: (t) => {
    const a = t.attributes as ConvAttributes;
    if (t.op.name !== 'Conv2dKernelGradient' || a.groups !== 1) return undefined;
    const [x, dy] = [t.in(0), t.in(1)];
    const [c, o] = [t.shape[2]!, t.shape[3]!];
    const fast = minimalConv(a, t.shape, x, dy, limits);
    if (fast) return minimalKernelGradient(x, dy, t.shape, fast, limits);
    // dy spread is (h·w·o) · taps / stride², x spread (oh·ow·c) · taps
    const byOutput = 2 * o <= c ? kernelByOutput(x, dy, a, t, limits) : undefined;
    return byOutput ?? kernelByImage(x, dy, a, t, limits);
  },
});

/** A kernel [kh, kw, c / groups, o] turned about for the way back: [kh, kw, o / groups, c], its taps in reverse. */
function turned(w: Tensor, groups: number): Tensor {
  const [kh, kw, cg, o] = w.shape as [number, number, number, number];
  const apart = transpose(reshape(w, [kh * kw, cg, groups, o / groups]), [0, 3, 2, 1]);
  const backwards = Array.from({ length: kh * kw }, (_, k) => kh * kw - 1 - k);
  const taps = kh * kw === 1 ? apart : gather(apart, constant(ndarray([kh * kw], backwards), 'int32'), 0);
  return reshape(taps, [kh, kw, o / groups, groups * cg]);
}

/**
 * In groups convolutions stay ONNX' own. ONNX Runtime takes twice as long for a transposed one as for the plain one that it
 * is at stride 1, of dy with the kernel turned about.
 */
const groupedInputGradient: Rule = {
  name: 'conv-input-gradient-grouped',
  apply: (t) => {
    const a = t.attributes as ConvAttributes;
    if (t.op.name !== 'Conv2dInputGradient' || a.groups === 1 || a.strides.some((s) => s !== 1)) return undefined;
    const [dy, w] = [t.in(0), t.in(1)];
    const pads = a.pads.map((p, i) => a.dilations[i % 2]! * (w.shape[i % 2]! - 1) - p);
    if (pads.some((p) => p < 0)) return undefined;
    const { dilations, groups } = a;
    return conv2d(dy, turned(w, groups), { dilations, groups, pads: pads as unknown as ConvAttributes['pads'] });
  },
};

/** Convolutions and their two gradients as matrix products. */
export const convGemm = (limits: SpreadLimits): readonly Rule[] => [
  conv(limits),
  inputGradient(limits),
  groupedInputGradient,
  kernelGradient(limits),
];

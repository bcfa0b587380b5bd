import type { RandomStream } from '../random/stream.ts';
import {
  abs,
  add,
  after,
  averagePool,
  broadcastShapes,
  type ConvOptions,
  cast,
  choose,
  clip,
  concat,
  conv2d,
  conv2dTranspose,
  cos,
  type DType,
  depthToSpace,
  div,
  elu,
  equal,
  erf,
  exp,
  expand,
  floor,
  gather,
  gelu,
  greater,
  greaterEqual,
  leakyRelu,
  less,
  lessEqual,
  log,
  logicalAnd,
  logSoftmax,
  logSumExp,
  matmul,
  max,
  maximum,
  maxPool,
  mean,
  min,
  minimum,
  mul,
  neg,
  oneHot,
  onlyIf,
  type PoolAttributes,
  pad,
  pow,
  relu,
  reshape,
  resize,
  type Shape,
  scatterAdd,
  sigmoid,
  sign,
  silu,
  sin,
  slice,
  softmax,
  softplus,
  spaceToDepth,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  sumBlocks,
  sumTo,
  type Tensor,
  tanh,
  toFloat,
  transpose,
  transposeLast,
  upsample,
  where,
} from './index.ts';

/** An input of a row: its shape and type, and where its values come from. */
export interface RowInput {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly sample: (random: RandomStream, size: number) => ArrayLike<number>;
}

/** One check of an operator: what to build and on which values. */
export interface OperatorRow {
  readonly name: string;
  readonly inputs: readonly RowInput[];
  readonly build: (...x: readonly Tensor[]) => Tensor;
  /** Positions of the inputs with a gradient; by default all floats. */
  readonly differentiable: readonly number[];
  /** Whether gradients of gradients are checked too. */
  readonly secondOrder: boolean;
}

type Sample = RowInput['sample'];
const float =
  (sample: Sample) =>
  (...shape: number[]): RowInput => ({ shape, dtype: 'float32', sample });

const normal = float((r, n) => r.fillNormal(new Float32Array(n)));
const between = (low: number, high: number) =>
  float((r, n) => r.fillUniform(new Float32Array(n)).map((u) => low + (high - low) * u));
const positive = between(0.5, 2.5);
/** Values 0.13 apart, none within 0.03 of 0 (or of another such input's with an offset): away from every kink. */
const apart = (offset = 0) =>
  float((r, n) => Float64Array.from(r.permutation(n), (k) => (k - Math.floor(n / 2) + 0.3) * 0.13 + offset));
const distinct = apart();
const indices = (below: number, ...shape: number[]): RowInput => ({
  shape,
  dtype: 'int32',
  sample: (r, n) => Float64Array.from({ length: n }, () => r.integer(below)),
});
const mask = (...shape: number[]): RowInput => ({ ...indices(2, ...shape), dtype: 'bool' });

export const operatorRows: OperatorRow[] = [];

type RowOptions = Partial<Pick<OperatorRow, 'differentiable' | 'secondOrder'>>;
function row(name: string, inputs: readonly RowInput[], build: OperatorRow['build'], options: RowOptions = {}): void {
  const floats = inputs.flatMap((x, i) => (x.dtype === 'float32' ? [i] : []));
  operatorRows.push({ name, inputs, build, differentiable: floats, secondOrder: true, ...options });
}
const unary = (name: string, f: (x: Tensor) => Tensor, sample = normal) => row(name, [sample(2, 3)], (x) => f(x!));
const flat: RowOptions = { differentiable: [] };

// --- one tensor, element by element ----------------------------------------------------------------------------------

unary('neg', neg);
unary('exp', exp);
unary('log', log, positive);
unary('sin', sin);
unary('cos', cos);
unary('sqrt', sqrt, positive);
unary('abs', abs, distinct);
unary('square', square);
unary('tanh', tanh);
unary('sigmoid', sigmoid);
unary('softplus', softplus);
unary('softplus, large', softplus, between(-40, 40));
unary('erf', erf);
unary('relu', relu, distinct);
unary('leakyRelu', leakyRelu, distinct);
unary('leakyRelu, slope 0.01', (x) => leakyRelu(x, 0.01), distinct);
unary('elu', elu, distinct);
unary('elu, alpha 0.5', (x) => elu(x, 0.5), distinct);
unary('gelu', gelu);
unary('silu', silu);
unary('clip', (x) => clip(x, -0.2, 0.15), distinct);
unary('clip from below', (x) => clip(x, 0, Number.POSITIVE_INFINITY), distinct);
unary('sign', sign, distinct);
unary('floor', floor, apart(0.011));
row('stopGradient', [normal(2, 3)], (x) => mul(stopGradient(x!), 3), flat);
row('on a scalar', [normal()], (x) => tanh(x!));
row('cast to int32', [normal(2, 3)], (x) => cast(mul(x!, 3), 'int32'), flat);
row('cast to bool', [indices(2, 5)], (x) => cast(x!, 'bool'), flat);
row('cast bool to float32', [mask(5)], (m) => toFloat(m!), flat);
row('neg of a cast', [indices(9, 2, 3)], (x) => neg(toFloat(x!)), flat);

// --- two tensors that broadcast --------------------------------------------------------------------------------------

const pairs: [Shape, Shape][] = [
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], []],
  [[], [2, 3]],
  [[2, 3], [3]],
  [
    [2, 1],
    [1, 3],
  ],
  [
    [2, 1, 3],
    [4, 1],
  ],
  [[1, 1], [2]],
  [[], []],
];
const shapes = (a: Shape, b: Shape) => `[${a}] and [${b}]`;
for (const [a, b] of pairs) {
  row(`add ${shapes(a, b)}`, [normal(...a), normal(...b)], (x, y) => add(x!, y!));
  row(`sub ${shapes(a, b)}`, [normal(...a), normal(...b)], (x, y) => sub(x!, y!));
  row(`mul ${shapes(a, b)}`, [normal(...a), normal(...b)], (x, y) => mul(x!, y!));
  row(`div ${shapes(a, b)}`, [normal(...a), positive(...b)], (x, y) => div(x!, y!));
  row(`pow ${shapes(a, b)}`, [positive(...a), normal(...b)], (x, y) => pow(x!, y!));
  row(`maximum ${shapes(a, b)}`, [distinct(...a), apart(0.05)(...b)], (x, y) => maximum(x!, y!));
  row(`minimum ${shapes(a, b)}`, [distinct(...a), apart(0.05)(...b)], (x, y) => minimum(x!, y!));
  const m = mask(...broadcastShapes('where', a, b));
  row(`where ${shapes(a, b)}`, [m, normal(...a), normal(...b)], (t, x, y) => where(t!, x!, y!));
}
row('numbers on either side', [positive(2, 3)], (x) => sub(1, div(2, add(mul(x!, 3), 0.5))));
row('pow of negative values', [normal(2, 3)], (x) => pow(x!, 3));
row('x + x', [normal(2, 3)], (x) => add(x!, mul(x!, x!)));
row('int32 arithmetic', [indices(9, 2, 3), indices(9, 3)], (a, b) => sub(mul(a!, b!), add(a!, 1)), flat);
row('where a wider mask', [mask(2, 1), normal(3), normal()], (m, a, b) => where(m!, a!, b!));
row('after', [normal(2, 3), normal(3)], (x, y) => square(after(x!, [exp(y!), sum(y!)])));
for (const [how, threshold] of [
  ['taken', -9],
  ['left', 9],
] as const) {
  const condition = (x: Tensor) => greater(sum(x), threshold);
  row(`choose, ${how}`, [normal(2, 3), normal(2, 3)], (a, b) => square(choose(condition(a!), square(a!), exp(b!))));
  row(`onlyIf, ${how}`, [normal(2, 3), normal(4)], (a, b) => {
    const [x, y] = onlyIf(condition(a!), [mul(a!, sum(b!)), mul(b!, sum(b!))]);
    return add(sum(square(x!)), sum(mul(y!, b!)));
  });
}
row('where numbers', [mask(2, 3), normal(3)], (m, a) => where(m!, a!, 0.5));
for (const [name, f] of Object.entries({ equal, greater, greaterEqual, less, lessEqual })) {
  row(name, [indices(3, 4, 3), indices(3, 3)], (a, b) => f(a!, b!), flat);
  row(`${name} of floats`, [distinct(2, 3), distinct(3)], (a, b) => f(a!, b!), flat);
}
row('equal masks', [mask(4), mask(4)], (a, b) => equal(a!, b!), flat);
row('logicalAnd', [mask(2, 3), mask(3)], (a, b) => logicalAnd(a!, b!), flat);
row('oneHot', [indices(4, 5)], (i) => oneHot(i!, 4), flat);
row('oneHot of a matrix', [indices(3, 2, 2)], (i) => oneHot(i!, 3), flat);

// --- reductions ------------------------------------------------------------------------------------------------------

for (const [name, f] of Object.entries({ sum, mean, max, min, logSumExp })) {
  const sample = name === 'max' || name === 'min' ? distinct : normal;
  row(`${name}, all`, [sample(2, 3)], (x) => f(x!));
  row(`${name}, all kept`, [sample(2, 3)], (x) => f(x!, undefined, true));
  row(`${name}, first`, [sample(2, 3, 2)], (x) => f(x!, [0]));
  row(`${name}, last kept`, [sample(2, 3)], (x) => f(x!, [-1], true));
  row(`${name}, two apart`, [sample(2, 3, 2)], (x) => f(x!, [0, 2]));
  row(`${name}, middle of an image`, [sample(1, 2, 3, 2)], (x) => f(x!, [1, 2], true));
}
row('max with ties', [indices(2, 3, 4)], (x) => max(toFloat(x!), [1]), flat);
row('sumTo', [normal(2, 3, 4)], (x) => square(sumTo(x!, [3, 1])));
for (const [name, f] of Object.entries({ softmax, logSoftmax })) {
  row(name, [normal(2, 4)], (x) => f(x!));
  row(`${name}, first axis`, [normal(3, 2)], (x) => f(x!, 0));
  row(`${name}, middle axis`, [normal(2, 3, 2)], (x) => f(x!, 1));
}

// --- matrix products -------------------------------------------------------------------------------------------------

for (const transposeA of [false, true])
  for (const transposeB of [false, true]) {
    const name = `matmul${transposeA ? ', Aᵀ' : ''}${transposeB ? ', Bᵀ' : ''}`;
    const a = (...batch: number[]) => normal(...batch, ...(transposeA ? [3, 2] : [2, 3]));
    const b = (...batch: number[]) => normal(...batch, ...(transposeB ? [4, 3] : [3, 4]));
    const f = (x?: Tensor, y?: Tensor) => matmul(x!, y!, { transposeA, transposeB });
    row(name, [a(), b()], f);
    row(`${name}, batch`, [a(2), b(2)], f);
    row(`${name}, one right side`, [a(2, 2), b()], f);
    row(`${name}, one left side`, [a(), b(2)], f);
    row(`${name}, broadcast batches`, [a(2, 1), b(1, 2)], f);
  }
row('matmul of x with itself', [normal(2, 3)], (x) => matmul(x!, x!, { transposeB: true }));
row('transposeLast', [normal(2, 3, 2)], (x) => square(transposeLast(x!)));

// --- layout ----------------------------------------------------------------------------------------------------------

row('reshape', [normal(2, 6)], (x) => square(reshape(x!, [3, 2, 2])));
row('reshape to a scalar', [normal(1, 1)], (x) => square(reshape(x!, [])));
row('transpose', [normal(2, 3, 4)], (x) => square(transpose(x!, [2, 0, 1])));
row('transpose, negative axes', [normal(2, 3, 2)], (x) => square(transpose(x!, [0, -1, -2])));
row('transpose of a mask', [mask(2, 3)], (m) => transpose(m!, [1, 0]), flat);
row('expand', [normal(2, 1, 3)], (x) => square(expand(x!, [2, 4, 3])));
row('expand with a new axis', [normal(2, 1)], (x) => square(expand(x!, [3, 2, 2])));
row('expand a scalar', [normal()], (x) => square(expand(x!, [2, 2])));
row('concat, first axis', [normal(1, 3), normal(2, 3)], (a, b) => square(concat([a!, b!], 0)));
row('concat, last axis', [normal(2, 1), normal(2, 3), normal(2, 2)], (...t) => square(concat(t, -1)));
row('concat of x with itself', [normal(2, 2)], (x) => square(concat([x!, x!], 1)));
row('concat of int32', [indices(5, 2), indices(5, 3)], (a, b) => concat([a!, b!], 0), flat);

row('slice', [normal(4, 3)], (x) => square(slice(x!, [0], [1], [3])));
row('slice of two axes', [normal(4, 3, 2)], (x) => square(slice(x!, [0, -1], [2, 1], [4, 2])));
row('slice with a step', [normal(7, 2)], (x) => square(slice(x!, [0], [1], [7], [2])));
row('slice with a step to the end', [normal(2, 6)], (x) => square(slice(x!, [1], [0], [6], [3])));
row('slice with a step that overshoots', [normal(5, 6)], (x) => square(slice(x!, [0, 1], [0, 1], [5, 5], [4, 3])));
for (const mode of ['constant', 'reflect', 'edge'] as const) {
  row(`pad, ${mode}`, [normal(2, 3)], (x) => square(pad(x!, [1], [2], [1], mode)));
  row(`pad, ${mode}, images`, [normal(1, 3, 4, 2)], (x) => square(pad(x!, [1, 2], [0, 1], [2, 3], mode)));
  row(`pad, ${mode}, one axis of one`, [normal(3)], (x) => square(pad(x!, [0], [2], [2], mode)));
}
row('pad, edge, beyond the length', [normal(2, 2)], (x) => square(pad(x!, [0], [3], [5], 'edge')));
row('pad with a value', [normal(2, 3)], (x) => square(pad(x!, [0, 1], [1, 0], [0, 2], 'constant', 1.5)));
row('pad of int32', [indices(5, 3)], (x) => pad(x!, [0], [1], [1], 'constant', 7), flat);

for (const axis of [0, 1, 2]) {
  row(`gather, axis ${axis}`, [normal(3, 3, 3), indices(3, 2)], (x, i) => square(gather(x!, i!, axis)));
  row(`gather, axis ${axis}, 2-D`, [normal(3, 3, 3), indices(3, 2, 2)], (x, i) => square(gather(x!, i!, axis)));
}
row('gather, repeated', [normal(2, 3), indices(2, 5)], (x, i) => square(gather(x!, i!)));
row('gather, one', [normal(4, 2), indices(4)], (x, i) => square(gather(x!, i!)));
row('gather of int32', [indices(9, 4), indices(4, 3)], (x, i) => gather(x!, i!), flat);
// a table so large that its gradient is a scatter
row('gather, large', [normal(700, 2), indices(700, 25, 20)], (x, i) => square(gather(x!, i!)));
row('scatterAdd', [normal(5, 3), indices(4, 5)], (x, i) => square(scatterAdd(x!, i!, 4)));
row('scatterAdd of numbers', [normal(6), indices(3, 6)], (x, i) => square(scatterAdd(x!, i!, 3)));
row('scatterAdd of images', [normal(3, 2, 2, 2), indices(5, 3)], (x, i) => square(scatterAdd(x!, i!, 5)));
row('depthToSpace', [normal(1, 2, 2, 8)], (x) => square(depthToSpace(x!, 2)));
row('spaceToDepth', [normal(1, 4, 2, 2)], (x) => square(spaceToDepth(x!, 2)));

// --- convolution -----------------------------------------------------------------------------------------------------

const convolutions: [string, Shape, Shape, ConvOptions][] = [
  ['1×1', [2, 2, 3, 2], [1, 1, 2, 3], {}],
  ['1×1, stride 2', [1, 4, 5, 2], [1, 1, 2, 2], { strides: [2, 2] }],
  ['1×1 with padding', [1, 2, 2, 1], [1, 1, 1, 2], { pads: [1, 0, 0, 1] }],
  ['3×3', [1, 4, 5, 2], [3, 3, 2, 2], {}],
  ['3×3, same size', [2, 3, 3, 2], [3, 3, 2, 2], { pads: [1, 1, 1, 1] }],
  ['3×3, stride 2, a row unread', [1, 6, 6, 1], [3, 3, 1, 2], { strides: [2, 2] }],
  ['4×4, stride 2', [1, 6, 6, 1], [4, 4, 1, 2], { strides: [2, 2], pads: [1, 1, 1, 1] }],
  ['5×5, stride 2, Keras’ same', [1, 6, 5, 1], [5, 5, 1, 2], { strides: [2, 2], pads: [1, 2, 2, 2] }],
  ['2×2, asymmetric padding', [1, 3, 3, 2], [2, 2, 2, 1], { pads: [0, 1, 1, 0] }],
  ['1×3', [1, 3, 4, 1], [1, 3, 1, 2], { pads: [0, 1, 0, 1] }],
  ['strides that differ', [1, 4, 6, 1], [2, 3, 1, 2], { strides: [1, 2], pads: [1, 0, 0, 2] }],
  ['stride larger than the kernel', [1, 8, 7, 1], [2, 2, 1, 1], { strides: [3, 3] }],
  ['dilations that differ', [1, 6, 7, 1], [3, 2, 1, 2], { dilations: [2, 3], pads: [1, 1, 0, 2] }],
  ['stride and dilation', [1, 7, 8, 1], [2, 3, 1, 1], { strides: [2, 2], dilations: [3, 2], pads: [1, 0, 2, 1] }],
  ['two groups', [1, 3, 3, 4], [2, 2, 2, 4], { groups: 2, pads: [1, 0, 0, 1] }],
  ['two groups of many channels', [1, 2, 2, 18], [2, 2, 9, 2], { groups: 2 }],
  ['depthwise', [2, 3, 3, 3], [2, 2, 1, 3], { groups: 3 }],
  [
    'depthwise, two filters each, stride 2',
    [1, 4, 5, 2],
    [3, 3, 1, 4],
    { groups: 2, strides: [2, 2], pads: [1, 1, 1, 1] },
  ],
];
for (const [name, x, w, options] of convolutions)
  row(`conv2d, ${name}`, [normal(...x), normal(...w)], (a, b) => conv2d(a!, b!, options));

const transposed: [string, Shape, Shape, [number, number], ConvOptions][] = [
  ['1×1', [1, 2, 3, 3], [1, 1, 2, 3], [2, 3], {}],
  ['3×3', [1, 2, 3, 2], [3, 3, 1, 2], [4, 5], {}],
  ['4×4, stride 2', [1, 3, 2, 2], [4, 4, 1, 2], [6, 4], { strides: [2, 2], pads: [1, 1, 1, 1] }],
  ['3×3, stride 2, odd size', [1, 3, 3, 1], [3, 3, 2, 1], [5, 5], { strides: [2, 2], pads: [1, 1, 1, 1] }],
  ['3×3, stride 2, output padding', [1, 3, 3, 1], [3, 3, 2, 1], [6, 6], { strides: [2, 2], pads: [1, 1, 1, 1] }],
  ['5×5, stride 2, Keras’ same', [1, 3, 2, 2], [5, 5, 1, 2], [6, 4], { strides: [2, 2], pads: [1, 1, 2, 2] }],
  ['2×2, stride 3, output padding', [1, 2, 2, 1], [2, 2, 2, 1], [7, 6], { strides: [3, 3] }],
  ['strides that differ', [1, 3, 2, 1], [2, 3, 1, 1], [3, 4], { strides: [1, 2], pads: [1, 0, 0, 1] }],
  ['dilation', [1, 2, 2, 2], [2, 2, 1, 2], [4, 5], { dilations: [2, 3] }],
  ['two groups, stride 2', [1, 2, 2, 4], [3, 3, 1, 4], [4, 4], { groups: 2, strides: [2, 2], pads: [1, 1, 1, 1] }],
];
for (const [name, x, w, size, options] of transposed)
  row(`conv2dTranspose, ${name}`, [normal(...x), normal(...w)], (a, b) => conv2dTranspose(a!, b!, size, options));

// --- pooling and resizing --------------------------------------------------------------------------------------------

const windows: [string, Shape, [number, number], Partial<PoolAttributes>][] = [
  ['2×2', [2, 4, 2, 2], [2, 2], {}],
  ['2×2, a row left over', [1, 5, 5, 1], [2, 2], {}],
  ['3×3 by 2, overlapping and padded', [1, 5, 6, 2], [3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }],
  ['2×3 by 1×2, one-sided padding', [1, 4, 5, 1], [2, 3], { strides: [1, 2], pads: [1, 0, 0, 2] }],
  ['whole image', [2, 3, 4, 2], [3, 4], {}],
  ['stride larger than the window', [1, 6, 6, 1], [2, 1], { strides: [3, 2] }],
];
for (const [name, x, window, options] of windows) {
  row(`maxPool, ${name}`, [distinct(...x)], (t) => maxPool(t!, window, options));
  row(`averagePool, ${name}`, [normal(...x)], (t) => averagePool(t!, window, options));
}
row('upsample', [normal(1, 2, 3, 2)], (x) => square(upsample(x!, 2)));
row('sumBlocks', [normal(1, 6, 3, 2)], (x) => square(sumBlocks(x!, 3)));
for (const mode of ['nearest', 'bilinear'] as const)
  for (const [h, w] of [
    [4, 6],
    [3, 5],
    [1, 2],
    [2, 7],
  ] as const)
    row(`resize to ${h}×${w}, ${mode}`, [normal(1, 2, 3, 2)], (x) => square(resize(x!, h, w, mode)));

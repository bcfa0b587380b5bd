import {
  abs,
  add,
  anyBatch,
  averagePool,
  clip,
  concat,
  constant,
  conv2d,
  conv2dTranspose,
  depthToSpace,
  div,
  elu,
  erf,
  exp,
  expand,
  gather,
  gelu,
  greater,
  leakyRelu,
  logSoftmax,
  logSumExp,
  matmul,
  max,
  maximum,
  maxPool,
  mean,
  min,
  mul,
  ndarray,
  neg,
  oneHot,
  pad,
  relu,
  reshape,
  resize,
  type Shape,
  sigmoid,
  silu,
  sizeOf,
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
  type Tensor,
  tanh,
  toFloat,
  transpose,
  upsample,
  where,
} from './index.ts';

/** What an inference graph does to a batch: images [n, 4, 4, 4], vectors [n, 6] or labels [n] below 3. */
export interface BatchRow {
  readonly name: string;
  readonly input: 'images' | 'vectors' | 'labels';
  readonly build: (x: Tensor) => Tensor;
}

/** The shape of one example of a row's input. */
export const exampleShape = { images: [4, 4, 4], vectors: [6], labels: [] } as const satisfies Record<string, Shape>;

/** Weights: any fixed numbers. */
const weights = (...shape: number[]): Tensor =>
  constant(
    ndarray(
      shape,
      Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i + 1)),
    ),
  );

const on =
  (input: BatchRow['input']) =>
  (rows: Record<string, (x: Tensor) => Tensor>): BatchRow[] =>
    Object.entries(rows).map(([name, build]) => ({ name, input, build }));

const flat = (x: Tensor) => reshape(x, [x.shape[0]!, 64]);

export const batchRows: readonly BatchRow[] = [
  ...on('images')({
    'add a bias': (x) => add(x, weights(4)),
    'normalise channels': (x) => div(sub(x, mean(x, [1, 2], true)), sqrt(add(mean(square(x), [1, 2], true), 1e-5))),
    'broadcast a learned constant': (x) => mul(mean(x, [1, 2], true), weights(1, 3, 3, 4)),
    abs,
    neg,
    exp,
    tanh,
    sigmoid,
    softplus,
    erf,
    relu,
    leakyRelu,
    elu,
    gelu,
    silu,
    stopGradient,
    clip: (x) => clip(x, -0.5, 0.5),
    maximum: (x) => maximum(x, 0.1),
    where: (x) => where(greater(x, 0), x, mul(x, 0.1)),
    'sum, max and min over pixels': (x) => add(sum(x, [1, 2]), sub(max(x, [1, 2]), min(x, [1, 2]))),
    'logSumExp over channels': (x) => logSumExp(x, [3], true),
    flatten: flat,
    transpose: (x) => transpose(x, [0, 3, 1, 2]),
    'expand a new axis': (x) => expand(reshape(x, [x.shape[0]!, 1, 4, 4, 4]), [x.shape[0]!, 2, 4, 4, 4]),
    concat: (x) => concat([x, square(x)], -1),
    slice: (x) => slice(x, [1, 2], [1, 0], [4, 4], [2, 1]),
    'rows in front, and rows taken off': (x) => {
      const longer = concat([weights(2, 4, 4, 4), x], 0);
      const front = slice(longer, [0], [0], [2]);
      return add(slice(longer, [0], [2], [longer.shape[0]!]), mean(front, [0]));
    },
    pad: (x) => pad(x, [1, 2], [1, 2], [0, 1]),
    'pad by reflection': (x) => pad(x, [1, 2], [1, 2], [0, 1], 'reflect'),
    'pad by the border': (x) => pad(x, [1, 2], [1, 2], [0, 1], 'edge'),
    conv2d: (x) => conv2d(x, weights(3, 3, 4, 2), { pads: [1, 1, 1, 1] }),
    'conv2d, depthwise': (x) => conv2d(x, weights(3, 3, 1, 4), { groups: 4, strides: [2, 2], pads: [1, 1, 1, 1] }),
    conv2dTranspose: (x) => conv2dTranspose(x, weights(4, 4, 2, 4), [8, 8], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    'a product per pixel': (x) => matmul(x, weights(4, 3)),
    maxPool: (x) => maxPool(x, [3, 3], { strides: [2, 2], pads: [1, 1, 0, 0] }),
    averagePool: (x) => averagePool(x, [2, 2]),
    upsample: (x) => upsample(x, 2),
    sumBlocks: (x) => sumBlocks(x, 2),
    'resize, nearest': (x) => resize(x, 6, 3, 'nearest'),
    'resize, bilinear': (x) => resize(x, 6, 3, 'bilinear'),
    depthToSpace: (x) => depthToSpace(x, 2),
    spaceToDepth: (x) => spaceToDepth(x, 2),
    'attention over pixels': (x) => {
      const pixels = reshape(x, [x.shape[0]!, 16, 4]);
      return matmul(softmax(matmul(pixels, pixels, { transposeB: true })), pixels);
    },
  }),
  ...on('vectors')({
    dense: (x) => add(matmul(x, weights(6, 5)), weights(5)),
    'dense, transposed weights': (x) => matmul(x, weights(5, 6), { transposeB: true }),
    softmax,
    logSoftmax,
    'mean of a vector': (x) => mean(x, [1]),
    'to an image': (x) => reshape(x, [x.shape[0]!, 1, 2, 3]),
    'columns in another order': (x) => gather(x, constant(ndarray([3], [5, 0, 0]), 'int32'), 1),
    'pairs of a batch': (x) => reshape(x, [x.shape[0] === anyBatch ? anyBatch : 2 * x.shape[0]!, 3]),
  }),
  ...on('labels')({
    oneHot: (x) => oneHot(x, 3),
    embedding: (x) => gather(weights(3, 2), x),
    toFloat,
  }),
];

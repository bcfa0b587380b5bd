import { describe, expect, it } from 'vitest';
import {
  averagePool,
  clip,
  constant,
  conv2d,
  conv2dTranspose,
  depthToSpace,
  elu,
  erf,
  evaluate,
  gather,
  gelu,
  grad,
  input,
  leakyRelu,
  logSoftmax,
  logSumExp,
  matmul,
  max,
  maximum,
  maxPool,
  type NDArray,
  ndarray,
  oneHot,
  pad,
  relu,
  resize,
  type Shape,
  sigmoid,
  silu,
  sizeOf,
  slice,
  softmax,
  softplus,
  spaceToDepth,
  sum,
  type Tensor,
} from './index.ts';

const array = (shape: Shape, ...values: number[]): Tensor => constant(ndarray(shape, values));
const count = (shape: Shape, from = 0): Tensor =>
  array(shape, ...Array.from({ length: sizeOf(shape) }, (_, i) => from + i));
/** A matrix as one image with one channel. */
const picture = (...rows: number[][]): Tensor => array([1, rows.length, rows[0]!.length, 1], ...rows.flat());
const kernel = (...rows: number[][]): Tensor => array([rows.length, rows[0]!.length, 1, 1], ...rows.flat());
const value = (t: Tensor): NDArray => evaluate([t])[0]!;
const numbers = (t: Tensor): number[] => [...value(t).data];
/** The pixels of a one-channel image, row by row. */
function rows(t: Tensor): number[][] {
  const width = t.shape[2]!;
  const all = numbers(t);
  return Array.from({ length: t.shape[1]! }, (_, i) => all.slice(i * width, (i + 1) * width));
}

describe('functions of a number', () => {
  // tables: Abramowitz and Stegun 7.1 and 26.1; the rest in closed form
  it.each<[string, (x: Tensor) => Tensor, number, number]>([
    ['erf', erf, 0, 0],
    ['erf', erf, 0.5, 0.5204998778130465],
    ['erf', erf, 1, 0.8427007929497149],
    ['erf', erf, -2, -0.9953222650189527],
    ['erf', erf, 3, 0.9999779095030014],
    ['erf', erf, 7, 1],
    ['gelu', gelu, 1, 0.8413447460685429],
    ['gelu', gelu, -1, -0.15865525393145707],
    ['gelu', gelu, 2, 2 * 0.9772498680518208],
    ['silu', silu, 1, 0.7310585786300049],
    ['silu', silu, -1, -0.2689414213699951],
    ['sigmoid', sigmoid, 0, 0.5],
    ['sigmoid', sigmoid, -800, 0],
    ['sigmoid', sigmoid, 800, 1],
    ['softplus', softplus, 0, Math.LN2],
    ['softplus', softplus, 1, 1.3132616875182228],
    ['softplus', softplus, 1000, 1000],
    ['softplus', softplus, -1000, 0],
    ['elu', elu, -1, 1 / Math.E - 1],
    ['elu', elu, 2, 2],
    ['leakyRelu', leakyRelu, -1, -0.2],
    ['relu', relu, -3, 0],
  ])('%s', (_, f, x, expected) => {
    expect(numbers(f(constant(x)))[0]).toBeCloseTo(expected, 13);
  });

  it('softmax of 1, 2, 3', () => {
    const x = array([3], 1, 2, 3);
    const expected = [0.09003057317038046, 0.24472847105479764, 0.6652409557748218];
    numbers(softmax(x)).forEach((p, i) => {
      expect(p).toBeCloseTo(expected[i]!, 14);
    });
    numbers(logSoftmax(x)).forEach((p, i) => {
      expect(p).toBeCloseTo(Math.log(expected[i]!), 14);
    });
  });

  it('logSumExp neither overflows nor underflows', () => {
    expect(numbers(logSumExp(array([2], 1000, 1000)))[0]).toBeCloseTo(1000 + Math.LN2, 12);
    expect(numbers(logSumExp(array([2], -1000, -1000)))[0]).toBeCloseTo(-1000 + Math.LN2, 12);
  });
});

describe('gradients at kinks and ties', () => {
  const slope = (f: (x: Tensor) => Tensor, ...at: number[]) => {
    const x = array([at.length], ...at);
    return numbers(grad(sum(f(x)), [x])[0]!);
  };
  it('activations take the left side at 0', () => {
    expect(slope(relu, 0)).toEqual([0]);
    expect(slope(leakyRelu, 0)).toEqual([0.2]);
    expect(slope((x) => elu(x, 0.5), 0)).toEqual([0.5]);
  });
  it('clip lets the gradient through at its bounds', () => {
    expect(slope((x) => clip(x, -1, 1), -2, -1, 0, 1, 2)).toEqual([0, 1, 1, 1, 0]);
  });
  it('equal extremes share it', () => {
    expect(slope((x) => maximum(x, 1), 0, 1, 2)).toEqual([0, 0.5, 1]);
    expect(slope(max, 3, 1, 3)).toEqual([0.5, 0, 0.5]);
    const x = picture([4, 1], [4, 4]);
    expect(rows(grad(sum(maxPool(x, [2, 2])), [x])[0]!)).toEqual([
      [1 / 3, 0],
      [1 / 3, 1 / 3],
    ]);
    const wide = picture([5, 5, 5]);
    expect(rows(grad(sum(maxPool(wide, [1, 2], { strides: [1, 1] })), [wide])[0]!)).toEqual([[0.5, 1, 0.5]]);
  });
});

// the examples of Dive into Deep Learning (Zhang et al. 2023), sections 7.2, 7.5 and 14.10
describe('convolution and pooling, published examples', () => {
  const x = picture([0, 1, 2], [3, 4, 5], [6, 7, 8]);
  const k = kernel([0, 1], [2, 3]);

  it('cross-correlates, without flipping the kernel', () => {
    expect(rows(conv2d(x, k))).toEqual([
      [19, 25],
      [37, 43],
    ]);
  });
  it('transposed', () => {
    const small = picture([0, 1], [2, 3]);
    expect(rows(conv2dTranspose(small, k, [3, 3]))).toEqual([
      [0, 0, 1],
      [0, 4, 6],
      [4, 12, 9],
    ]);
    expect(rows(conv2dTranspose(small, k, [4, 4], { strides: [2, 2] }))).toEqual([
      [0, 0, 0, 1],
      [0, 0, 2, 3],
      [0, 2, 0, 3],
      [4, 6, 6, 9],
    ]);
    expect(rows(conv2dTranspose(small, k, [1, 1], { pads: [1, 1, 1, 1] }))).toEqual([[4]]);
  });
  it('adds channels up and keeps filters apart', () => {
    const both = array([1, 3, 3, 2], ...[...Array(9).keys()].flatMap((i) => [i, i + 1]));
    const weights = array([2, 2, 2, 1], 0, 1, 1, 2, 2, 3, 3, 4);
    expect(rows(conv2d(both, weights))).toEqual([
      [56, 72],
      [104, 120],
    ]);
  });
  it('pools', () => {
    const one = { strides: [1, 1] as const };
    expect(rows(maxPool(x, [2, 2], one))).toEqual([
      [4, 5],
      [7, 8],
    ]);
    expect(rows(averagePool(x, [2, 2], one))).toEqual([
      [2, 3],
      [5, 6],
    ]);
    const padded = { strides: [2, 2], pads: [1, 1, 1, 1] } as const;
    expect(rows(maxPool(count([1, 4, 4, 1]), [3, 3], padded))).toEqual([
      [5, 7],
      [13, 15],
    ]);
  });
  it('averages over what lies inside the image', () => {
    const options = { strides: [2, 2], pads: [1, 1, 0, 0] } as const;
    expect(rows(averagePool(picture([1, 2, 3], [4, 5, 6], [7, 8, 9]), [2, 2], options))).toEqual([
      [1, 2.5],
      [5.5, 7],
    ]);
  });
});

describe('convolution, by its properties', () => {
  it('groups are convolutions side by side, and depthwise is one filter per channel', () => {
    const [x, w] = [count([1, 3, 3, 4]), count([2, 2, 2, 6])];
    const part = (t: Tensor, from: number, to: number) => slice(t, [3], [from], [to]);
    const whole = conv2d(x, w, { groups: 2 });
    expect(numbers(part(whole, 0, 3))).toEqual(numbers(conv2d(part(x, 0, 2), part(w, 0, 3))));
    expect(numbers(part(whole, 3, 6))).toEqual(numbers(conv2d(part(x, 2, 4), part(w, 3, 6))));
  });
  it('a dilated kernel is a kernel with zeros between', () => {
    const x = count([1, 5, 5, 1]);
    expect(rows(conv2d(x, kernel([1, 2], [3, 4]), { dilations: [2, 2] }))).toEqual(
      rows(conv2d(x, kernel([1, 0, 2], [0, 0, 0], [3, 0, 4]))),
    );
  });
  it('a stride drops results, a 1×1 kernel is a matrix product', () => {
    const x = count([1, 5, 5, 1]);
    const k = kernel([1, 2], [3, 4]);
    expect(rows(conv2d(x, k, { strides: [2, 3] }))).toEqual(rows(slice(conv2d(x, k), [1, 2], [0, 0], [4, 4], [2, 3])));
    const w = count([1, 1, 2, 3]);
    expect(numbers(conv2d(count([2, 2, 2, 2]), w))).toEqual(numbers(matmul(count([2, 2, 2, 2]), count([2, 3]))));
  });
  it('a transposed convolution is the convolution of the image with zeros between, with the kernel turned', () => {
    const turned = conv2d(
      pad(picture([1, 0, 2], [0, 0, 0], [3, 0, 4]), [1, 2], [2, 2], [2, 2]),
      kernel([9, 8, 7], [6, 5, 4], [3, 2, 1]),
    );
    const k = kernel([1, 2, 3], [4, 5, 6], [7, 8, 9]);
    expect(rows(conv2dTranspose(picture([1, 2], [3, 4]), k, [5, 5], { strides: [2, 2] }))).toEqual(rows(turned));
  });
});

describe('layout, published examples', () => {
  const nine = picture([0, 1, 2], [3, 4, 5], [6, 7, 8]);
  const two = [2, 2];

  // PyTorch's documentation of ReflectionPad2d and ReplicationPad2d
  it('pads by reflection', () => {
    expect(rows(pad(nine, [1, 2], two, two, 'reflect'))).toEqual([
      [8, 7, 6, 7, 8, 7, 6],
      [5, 4, 3, 4, 5, 4, 3],
      [2, 1, 0, 1, 2, 1, 0],
      [5, 4, 3, 4, 5, 4, 3],
      [8, 7, 6, 7, 8, 7, 6],
      [5, 4, 3, 4, 5, 4, 3],
      [2, 1, 0, 1, 2, 1, 0],
    ]);
  });
  it('pads by the border', () => {
    expect(rows(pad(nine, [1, 2], two, two, 'edge'))).toEqual([
      [0, 0, 0, 1, 2, 2, 2],
      [0, 0, 0, 1, 2, 2, 2],
      [0, 0, 0, 1, 2, 2, 2],
      [3, 3, 3, 4, 5, 5, 5],
      [6, 6, 6, 7, 8, 8, 8],
      [6, 6, 6, 7, 8, 8, 8],
      [6, 6, 6, 7, 8, 8, 8],
    ]);
  });
  it('pads by a value', () => {
    expect(rows(pad(picture([1, 2]), [1, 2], [1, 0], [0, 2], 'constant', 7))).toEqual([
      [7, 7, 7, 7],
      [1, 2, 7, 7],
    ]);
  });

  // TensorFlow's documentation of depth_to_space
  it('moves depth to space and back', () => {
    const pixels = count([1, 2, 2, 4], 1);
    const image = depthToSpace(pixels, 2);
    expect(rows(image)).toEqual([
      [1, 2, 5, 6],
      [3, 4, 7, 8],
      [9, 10, 13, 14],
      [11, 12, 15, 16],
    ]);
    expect(value(spaceToDepth(image, 2))).toEqual(value(pixels));
    const colours = depthToSpace(count([1, 1, 1, 12], 1), 2);
    expect(value(colours)).toEqual(ndarray([1, 2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
  });

  // PyTorch's documentation of Upsample, align_corners=False
  it('resizes', () => {
    const four = picture([1, 2], [3, 4]);
    expect(rows(resize(four, 4, 4, 'bilinear'))).toEqual([
      [1, 1.25, 1.75, 2],
      [1.5, 1.75, 2.25, 2.5],
      [2.5, 2.75, 3.25, 3.5],
      [3, 3.25, 3.75, 4],
    ]);
    expect(rows(resize(four, 4, 4, 'nearest'))).toEqual([
      [1, 1, 2, 2],
      [1, 1, 2, 2],
      [3, 3, 4, 4],
      [3, 3, 4, 4],
    ]);
    // half-pixel centres: output 0, 1, 2 lie at −1/6, 1/2, 7/6
    expect(rows(resize(picture([0, 6]), 1, 3, 'bilinear'))).toEqual([[0, 3, 6]]);
    expect(rows(resize(picture([0, 1, 2, 3]), 1, 2, 'bilinear'))).toEqual([[0.5, 2.5]]);
    expect(rows(resize(picture([0, 1, 2, 3]), 1, 2, 'nearest'))).toEqual([[1, 3]]);
  });

  it('gathers rows, columns, and the gradient of rows read twice', () => {
    const x = count([2, 3]);
    const at = constant(ndarray([3], [1, 1, 0]), 'int32');
    expect(value(gather(x, at))).toEqual(ndarray([3, 3], [3, 4, 5, 3, 4, 5, 0, 1, 2]));
    expect(value(gather(x, at, 1))).toEqual(ndarray([2, 3], [1, 1, 0, 4, 4, 3]));
    expect(numbers(grad(sum(gather(x, at)), [x])[0]!)).toEqual([1, 1, 1, 2, 2, 2]);
  });
  it('makes one-hot rows', () => {
    const labels = input('labels', [2], 'int32');
    expect(evaluate([oneHot(labels, 3)], { labels: ndarray([2], [2, 0]) })[0]).toEqual(
      ndarray([2, 3], [0, 0, 1, 1, 0, 0]),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { evaluate, grad, input, type NDArray, ndarray, sum, type Tensor } from '../../tensor/index.ts';
import {
  applyNetwork,
  averagePool2d,
  batchNorm,
  conv2d,
  conv2dTranspose,
  dense,
  describe as describeNetwork,
  dropout,
  gaussianNoise,
  globalSumPool,
  groupNorm,
  instanceNorm,
  type Layer,
  layerNorm,
  maxout,
  maxPool2d,
  minibatchDiscrimination,
  minibatchStddev,
  network,
  pixelNorm,
} from '../index.ts';

/** One layer's result; variables are 1 where `values` has nothing for them. */
function run(
  layer: Layer,
  x: NDArray,
  training: boolean | 'with noise',
  values: Record<string, readonly number[]> = {},
) {
  const net = network(x.shape.slice(1), [layer]);
  const feeds: Record<string, NDArray> = { x };
  const updates: Record<string, Tensor> = {};
  const shapes = new Map(describeNetwork(net).variables.map((v) => [v.name, v.shape]));
  const fed = (name: string, shape: readonly number[]) => {
    const own = values[name.split('/')[1]!];
    feeds[name] = own
      ? ndarray(shape, own)
      : ndarray(shape, new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(1));
    return input(name, shape);
  };
  const variable = (name: string) => fed(name, shapes.get(name)!);
  const noise = (name: string, _: unknown, shape: readonly number[]) => fed(name, shape);
  const update = (name: string, value: Tensor) => {
    updates[name] = value;
  };
  const inference = { training: false, variable, ...(training && { noise }) } as const;
  const y = applyNetwork(
    net,
    input('x', x.shape),
    training === true ? { training, variable, update, noise } : inference,
  );
  const [result, ...next] = evaluate([y, ...Object.values(updates)], feeds);
  return { y: [...result!.data], updates: Object.keys(updates).map((name, i) => [name, [...next[i]!.data]]) };
}

const close = (values: readonly number[], digits = 10) => values.map((v) => expect.closeTo(v, digits));
const count = (n: number) => Array.from({ length: n }, (_, i) => i);

describe("'same' padding puts the odd pixel at the end", () => {
  const ones = ndarray([1, 4, 4, 1], new Float64Array(16).fill(1));
  it('in convolutions', () => {
    // 4 wide, kernel 3, stride 2: one pixel of padding; the second window sees 2 of 3 columns
    expect(run(conv2d(1, 3, { strides: 2, padding: 'same', useBias: false }), ones, false).y).toEqual([9, 6, 6, 4]);
    // kernel 5, stride 2: three pixels, one before and two after
    expect(run(conv2d(1, 5, { strides: 2, padding: 'same', useBias: false }), ones, false).y).toEqual([16, 12, 12, 9]);
  });
  it('in transposed convolutions', () => {
    const two = ndarray([1, 2, 2, 1], [1, 1, 1, 1]);
    const square = (row: readonly number[]) => row.flatMap((a) => row.map((b) => a * b));
    const transposed = (k: number) =>
      run(conv2dTranspose(1, k, { strides: 2, padding: 'same', useBias: false }), two, false).y;
    // the full results are 1 1 2 2 1 1 and 1 1 2 1 1
    expect(transposed(4)).toEqual(square([1, 2, 2, 1]));
    expect(transposed(3)).toEqual(square([1, 1, 2, 1]));
  });
  it('in pooling', () => {
    const x = ndarray([1, 3, 3, 1], count(9));
    expect(run(maxPool2d(2, { padding: 'same' }), x, false).y).toEqual([4, 5, 7, 8]);
    expect(run(averagePool2d(2, { padding: 'same' }), x, false).y).toEqual([2, 3.5, 6.5, 8]);
    expect(run(globalSumPool(), ndarray([1, 2, 2, 2], count(8)), false).y).toEqual([0 + 2 + 4 + 6, 1 + 3 + 5 + 7]);
  });
});

it("kernels have Keras' layout: a transposed convolution's output channels stand before its input channels", () => {
  // [1, 1, out 2, in 3]: y = K x
  const x = ndarray([1, 1, 1, 3], [1, 10, 100]);
  const kernel = [1, 2, 3, 4, 5, 6];
  expect(run(conv2dTranspose(2, 1, { useBias: false }), x, false, { kernel }).y).toEqual([321, 654]);
  // [1, 1, in 3, out 2]: y = Kᵀ x
  expect(run(conv2d(2, 1, { useBias: false }), x, false, { kernel }).y).toEqual([531, 642]);
});

describe('batchNorm', () => {
  // two features: 1, 2, 3, 6 (mean 3, variance 3.5) and 0, 0, 0, 4 (mean 1, variance 3)
  const x = ndarray([4, 2], [1, 0, 2, 0, 3, 0, 6, 4]);
  const values = { gamma: [2, 1], beta: [0, 5], movingMean: [1, 1], movingVariance: [4, 4] };
  const layer = batchNorm({ momentum: 0.9, epsilon: 0.5 });
  it('uses the batch in training, and moves its averages with the biased variance', () => {
    const { y, updates } = run(layer, x, true, values);
    const r = 1 / Math.sqrt(3.5);
    const expected = [-2, -1, 0, 3].flatMap((c, i) => [c, [-1, -1, -1, 3][i]!]);
    expect(y).toEqual(close(expected.map((c, i) => (i % 2 === 0 ? c : c * r + 5))));
    expect(updates).toEqual([
      ['batchNorm/movingMean', close([1.2, 1])],
      ['batchNorm/movingVariance', close([3.95, 3.9])],
    ]);
  });
  it('uses the averages in inference', () => {
    const { y, updates } = run(layer, x, false, values);
    const r = 1 / Math.sqrt(4.5);
    expect(y).toEqual(close([0, 1, 2, 5].flatMap((c, i) => [2 * c * r, [-1, -1, -1, 3][i]! * r + 5])));
    expect(updates).toEqual([]);
  });
});

describe('normalisation of single examples', () => {
  const x = ndarray([1, 1, 2, 4], [1, 3, 5, 9, 0, 0, 4, 4]);
  const plain = { center: false, scale: false, epsilon: 1e-12 };
  it('takes each pixel for itself in layerNorm', () => {
    // mean 4.5, variance 8.75; mean 2, variance 4
    const a = [-3.5, -1.5, 0.5, 4.5].map((c) => c / Math.sqrt(8.75));
    expect(run(layerNorm(plain), x, true).y).toEqual(close([...a, -1, -1, 1, 1], 9));
  });
  it('takes each channel in instanceNorm', () => {
    expect(run(instanceNorm(plain), x, true).y).toEqual(close([1, 1, 1, 1, -1, -1, -1, -1], 9));
  });
  it('takes neighbouring channels together in groupNorm', () => {
    // 1, 3, 0, 0: mean 1, variance 1.5; 5, 9, 4, 4: mean 5.5, variance 4.25
    const [r, s] = [1 / Math.sqrt(1.5), 1 / Math.sqrt(4.25)];
    expect(run(groupNorm(2, plain), x, true).y).toEqual(
      close([0, 2 * r, -0.5 * s, 3.5 * s, -r, -r, -1.5 * s, -1.5 * s], 9),
    );
  });
});

it('pixelNorm divides by the root mean square, maxout takes the largest of its pieces', () => {
  const x = ndarray([1, 4], [1, 7, -1, -7]);
  expect(run(pixelNorm(), x, false).y).toEqual(close([0.2, 1.4, -0.2, -1.4], 8));
  expect(run(maxout(2), x, false).y).toEqual([7, -1]);
});

describe('spectralNorm', () => {
  const x = ndarray([1, 2], [1, 1]);
  // singular values 3 and 1, right singular vectors (1, 1) / √2 and (1, −1) / √2
  const kernel = [2, 1, 1, 2];
  const layer = dense(2, { spectralNorm: true, useBias: false });
  it('divides the kernel by its largest singular value', () => {
    const { y, updates } = run(layer, x, true, { kernel, singularVector: [1, 1] });
    expect(y).toEqual(close([1, 1]));
    expect(updates).toEqual([['dense/singularVector', close([Math.SQRT1_2, Math.SQRT1_2])]]);
  });
  it('finds it by iterating', () => {
    let singularVector: readonly number[] = [1, 0];
    for (let i = 0; i < 6; i++)
      singularVector = run(layer, x, true, { kernel, singularVector }).updates[0]![1] as number[];
    expect(run(layer, x, false, { kernel, singularVector }).y).toEqual(close([1, 1]));
  });
  it('leaves a kernel of zeros, and finds its vector as soon as there is one', () => {
    const net = network([2], [layer]);
    const w = input('kernel', [2, 2]);
    const left: Tensor[] = [];
    const y = applyNetwork(net, input('x', [1, 2]), {
      training: true,
      variable: (name) => (name === 'dense/kernel' ? w : input('u', [2])),
      update: (_, value) => left.push(value),
      noise: () => w,
    });
    const at = (kernel: readonly number[]) => {
      const feeds = { x, kernel: ndarray([2, 2], kernel), u: ndarray([2], [0.6, 0.8]) };
      return evaluate([y, ...grad(sum(y), [w]), ...left], feeds).map(({ data }) => [...data]);
    };
    expect(at([0, 0, 0, 0])).toEqual([
      [0, 0],
      [1, 1, 1, 1],
      [0.6, 0.8],
    ]);
    // however small: singular values 3e-9 and 1e-9, as above
    const [small, , vector] = at(kernel.map((k) => 1e-9 * k));
    const [usual, , expected] = at(kernel);
    expect(small).toEqual(close(usual!));
    expect(vector).toEqual(close(expected!));
  });
  it('has the gradient of a constant pair of vectors: scaling the kernel changes nothing', () => {
    const net = network([2], [layer]);
    const w = input('kernel', [2, 2]);
    const variable = (name: string) => (name === 'dense/kernel' ? w : input('u', [2]));
    const y = applyNetwork(net, input('x', [1, 2]), { training: false, variable });
    const feeds = { x, kernel: ndarray([2, 2], kernel), u: ndarray([2], [1, 1]) };
    const [g] = evaluate(grad(sum(y), [w]), feeds);
    // d(Σ W / σ) with σ = 3 and dσ/dW = ½ everywhere: 1/3 − 6/9 · ½
    expect([...g!.data]).toEqual(close([0, 0, 0, 0]));
  });
});

it('dropout drops where the noise is below the rate, and keeps the mean', () => {
  const x = ndarray([1, 4], [1, 2, 3, 4]);
  const mask = [0.1, 0.25, 0.9, 0.2];
  expect(run(dropout(0.25), x, true, { mask }).y).toEqual(close([0, 2 / 0.75, 4, 0]));
  expect(run(dropout(0.25), x, false).y).toEqual([1, 2, 3, 4]);
});

describe('what is random in sampling too', () => {
  const x = ndarray([1, 2], [1, 2]);
  const values = { mask: [0.1, 0.9], noise: [1, -1] };
  it.each([
    [dropout(0.5), [0, 4], [1, 2]],
    [dropout(0.5, { inSampling: true }), [0, 4], [0, 4]],
    [gaussianNoise(0.5), [1.5, 1.5], [1, 2]],
    [gaussianNoise(0.5, { inSampling: true }), [1.5, 1.5], [1.5, 1.5]],
  ] as const)('%j', (layer, training, sampling) => {
    expect(run(layer, x, true, values).y).toEqual(training);
    expect(run(layer, x, 'with noise', values).y).toEqual(sampling);
    expect(run(layer, x, false, values).y).toEqual([1, 2]);
  });
});

it('minibatch layers refuse a batch that their groups do not divide', () => {
  const x = ndarray([4, 2], count(8));
  expect(() => run(minibatchStddev({ groupSize: 3 }), x, true)).toThrow('divisible by its groups of 3, got [4, 2]');
  expect(() => run(minibatchDiscrimination({ groupSize: 3 }), x, true)).toThrow('groups of 3, got [4, 2]');
  // of a smaller batch, one group
  expect(run(minibatchStddev({ groupSize: 8 }), x, true).y[2]).toBeCloseTo(Math.sqrt(5), 6);
});

import { describe, expect, it } from 'vitest';
import { DuelError } from '../errors.ts';
import {
  add,
  anyBatch,
  averagePool,
  cast,
  clip,
  concat,
  constant,
  conv2d,
  conv2dTranspose,
  type DType,
  depthToSpace,
  elu,
  evaluate,
  exp,
  expand,
  gather,
  greater,
  input,
  leakyRelu,
  logicalAnd,
  matmul,
  maxPool,
  mean,
  mul,
  ndarray,
  pad,
  reshape,
  resize,
  slice,
  softmax,
  spaceToDepth,
  sum,
  sumBlocks,
  transpose,
  upsample,
  where,
} from './index.ts';

const t = (...shape: number[]) => input('t', shape);
const typed = (dtype: DType, ...shape: number[]) => input('t', shape, dtype);
const batch = (...shape: number[]) => t(anyBatch, ...shape);
const indices = (...values: number[]) => constant(ndarray([values.length], values), 'int32');

// each message names the operator, what it expects and what came
const mistakes: [string, () => unknown][] = [
  ['Add expects shapes that broadcast, got [2, 3] and [4]', () => add(t(2, 3), t(4))],
  ['Mul expects shapes that broadcast, got [n, 3] and [2, 3]', () => mul(batch(3), t(2, 3))],
  ['Add expects operands of one type, not float32 and int32, got [2] and [2]', () => add(t(2), typed('int32', 2))],
  ['Add expects float32 or int32, got bool [2]', () => add(typed('bool', 2), 1)],
  ['Greater expects float32 or int32, got bool [2]', () => greater(typed('bool', 2), typed('bool', 2))],
  ['And expects bool, got float32 [2]', () => logicalAnd(t(2), typed('bool', 2))],
  ['Exp expects float32, got int32 [2]', () => exp(typed('int32', 2))],
  ['softmax expects float32, got int32 [2]', () => softmax(typed('int32', 2))],
  ['ReduceSum expects float32, got bool [2]', () => sum(typed('bool', 2))],
  ['where expects bool, got float32 [2]', () => where(t(2), t(2), 0)],
  ['where expects float32, got int32 [2]', () => where(typed('bool', 2), t(2), typed('int32', 2))],
  ['where expects shapes that broadcast, got [3] and [2]', () => where(typed('bool', 3), t(2), 0)],
  ['leakyRelu expects a slope of 0 or more, not -1, got [2]', () => leakyRelu(t(2), -1)],
  ['elu expects alpha of 0 or more, not NaN, got [2]', () => elu(t(2), Number.NaN)],
  ['clip expects min ≤ max, not 1 and 0, got [2]', () => clip(t(2), 1, 0)],
  ['ReduceSum expects axes within rank 2, not 2, got [2, 3]', () => sum(t(2, 3), [2])],
  ['ReduceSum expects axes within rank 2, not -1, got [2, 3]', () => sum(t(2, 3), [-3])],
  ['mean expects axes of known length, got [n, 3]', () => mean(batch(3), [0])],
  ['matmul expects matrices with a common inner size, got [2, 3] and [2, 3]', () => matmul(t(2, 3), t(2, 3))],
  ['matmul expects matrices with a common inner size, got [3] and [3, 2]', () => matmul(t(3), t(3, 2))],
  ['matmul expects shapes that broadcast, got [2] and [3]', () => matmul(t(2, 3, 4), t(3, 4, 5))],
  ['reshape expects as many elements as before, got [2, 3] and [4]', () => reshape(t(2, 3), [4])],
  ['reshape expects as many elements as before, got [n, 3] and [n, 2]', () => reshape(batch(3), [anyBatch, 2])],
  ['reshape expects as many elements as before, got [n, 3] and [6]', () => reshape(batch(3), [6])],
  ['reshape expects whole dimensions, and a symbolic one in the first place alone', () => reshape(t(3), [3, anyBatch])],
  ['reshape expects whole dimensions', () => reshape(t(2, 3), [1.5, 4])],
  ['transpose expects a permutation of the axes, not 0,0, got [2, 3]', () => transpose(t(2, 3), [0, 0])],
  ['transpose expects a permutation of the axes, not 0, got [2, 3]', () => transpose(t(2, 3), [0])],
  ['expand expects a shape that the tensor broadcasts to, got [2] and [3]', () => expand(t(2), [3])],
  ['expand expects a target whose batch is known', () => expand(t(1, 3), [anyBatch, 3])],
  ['concat expects shapes that agree but in axis 0, got [2, 3] and [2, 4]', () => concat([t(2, 3), t(2, 4)], 0)],
  ['concat expects at least one tensor, got none', () => concat([], 0)],
  ['concat expects at most one symbolic batch along its axis', () => concat([batch(3), batch(3)], 0)],
  ['concat expects float32, got int32 [2]', () => concat([t(2), typed('int32', 2)], 0)],
  ['slice expects 0 ≤ start < end ≤ length in axis 1, not 1 to 4, got [2, 3]', () => slice(t(2, 3), [1], [1], [4])],
  ['slice expects a start, an end and a step for each axis of 0,1', () => slice(t(2, 3), [0, 1], [1], [2])],
  ['pad expects 0 ≤ padding in axis 0, got [2]', () => pad(t(2), [0], [-1], [0])],
  ['pad expects 0 ≤ padding < length in axis 0, got [2]', () => pad(t(2), [0], [2], [0], 'reflect')],
  ['pad expects two paddings for each axis of 0,1', () => pad(t(2, 2), [0, 1], [1], [1])],
  ['pad expects no padding of the symbolic batch, got [n, 2]', () => pad(batch(2), [0], [1], [1])],
  ['gather expects int32, got float32 [2]', () => gather(t(2), t(2))],
  ['gather expects indices below the length of axis 0, not 2, got [2]', () => gather(t(2), indices(0, 2))],
  ['gather expects indices below the length of axis 1, not -1, got [3, 2]', () => gather(t(3, 2), indices(-1), 1)],
  ['conv2d expects images [n, h, w, c], got [2, 3]', () => conv2d(t(2, 3), t(1, 1, 1, 1))],
  ['conv2d expects a kernel [kh, kw, in / groups, out], got [3]', () => conv2d(t(1, 2, 3, 1), t(3))],
  [
    'conv2d expects channels that fit the kernel [kh, kw, c / 1, o], got [1, 4, 4, 3] and [3, 3, 2, 5]',
    () => conv2d(t(1, 4, 4, 3), t(3, 3, 2, 5)),
  ],
  [
    'conv2d expects an image at least as large as the kernel, got [1, 2, 2, 1] and [3, 3, 1, 1]',
    () => conv2d(t(1, 2, 2, 1), t(3, 3, 1, 1)),
  ],
  [
    'conv2d expects whole strides, dilations and groups from 1',
    () => conv2d(t(1, 4, 4, 1), t(3, 3, 1, 1), { strides: [0, 1] }),
  ],
  [
    'conv2dTranspose expects channels that fit the kernel [kh, kw, out / 1, in], got [1, 2, 2, 3] and [1, 1, 4, 2]',
    () => conv2dTranspose(t(1, 2, 2, 3), t(1, 1, 4, 2), [2, 2]),
  ],
  [
    'conv2dTranspose expects a size that conv2d maps back to the input, not 9×9, got [1, 2, 2, 1] and [3, 3, 1, 1]',
    () => conv2dTranspose(t(1, 2, 2, 1), t(3, 3, 1, 1), [9, 9]),
  ],
  ['MaxPool expects images [n, h, w, c], got [2]', () => maxPool(t(2), [2, 2])],
  [
    'MaxPool expects an image at least as large as the window 3×3, got [1, 2, 2, 1]',
    () => maxPool(t(1, 2, 2, 1), [3, 3]),
  ],
  [
    'AveragePool expects windows and strides from 1 and 0 ≤ pads < window, got [2, 2] and [2, 2] and [2, 0, 0, 0]',
    () => averagePool(t(1, 4, 4, 1), [2, 2], { pads: [2, 0, 0, 0] }),
  ],
  ['upsample expects a whole factor from 1, not 1.5, got [1, 2, 2, 1]', () => upsample(t(1, 2, 2, 1), 1.5)],
  ['sumBlocks expects sides divisible by 2, got [1, 3, 2, 1]', () => sumBlocks(t(1, 3, 2, 1), 2)],
  ['resize expects whole sides from 1, not 0×2, got [1, 2, 2, 1]', () => resize(t(1, 2, 2, 1), 0, 2, 'bilinear')],
  ['depthToSpace expects channels divisible by 4, got [1, 2, 2, 6]', () => depthToSpace(t(1, 2, 2, 6), 2)],
  ['spaceToDepth expects sides divisible by 2, got [1, 3, 2, 1]', () => spaceToDepth(t(1, 3, 2, 1), 2)],
  ["input 't' was not fed", () => evaluate([t(2)])],
  ["input 't' expects the shape [2], got [3]", () => evaluate([t(2)], { t: ndarray([3]) })],
  ['evaluate expects static shapes, got [n, 2]', () => evaluate([exp(batch(2))], { t: ndarray([1, 2]) })],
  [
    'gather expects indices below the length of axis 0, not 5, got [2]',
    () => evaluate([gather(constant(ndarray([2])), cast(t(1), 'int32'))], { t: ndarray([1], [5]) }),
  ],
];

describe('mistakes are reported where the graph is built', () => {
  it.each(mistakes)('%s', (message, build) => {
    let caught: unknown;
    try {
      build();
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(DuelError);
    expect((caught as DuelError).message).toContain(message);
    expect((caught as DuelError).kind).toBe('usage');
  });
});

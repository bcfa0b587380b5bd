import { describe, expect, it } from 'vitest';
import { buildStep, gameOf } from '../gan/index.ts';
import { mnistMlp } from '../presets/tutorials/mnist-mlp.ts';
import {
  add,
  type ConvOptions,
  conv2d,
  conv2dTranspose,
  grad,
  input,
  matmul,
  mul,
  sum,
  type Tensor,
  upsample,
} from '../tensor/index.ts';
import { folded, operationsOf } from './operations.ts';

const x = (...shape: number[]) => input('x', shape);
const w = (...shape: number[]) => input('w', shape);

describe('operations', () => {
  it.each([
    ['a product', matmul(x(3, 4), w(4, 5)), 2 * 3 * 5 * 4],
    ['an operand transposed', matmul(x(4, 3), w(4, 5), { transposeA: true }), 2 * 3 * 5 * 4],
    ['both', matmul(x(4, 3), w(5, 4), { transposeA: true, transposeB: true }), 2 * 3 * 5 * 4],
    ['a batch of products', matmul(x(7, 3, 4), w(7, 4, 5)), 7 * 2 * 3 * 5 * 4],
    ['what is no product', add(mul(x(3, 4), 2), 1), 0],
  ] as [string, Tensor, number][])('of %s', (_, y, expected) => {
    expect(operationsOf({ y }).total).toBe(expected);
  });

  // [y, x] elements differ, so that a gradient that counts the wrong side shows
  it.each([
    ['3×3 same', [2, 5, 6, 3], [3, 3, 3, 4], { pads: [1, 1, 1, 1] }, 2 * (2 * 5 * 6 * 4) * 9 * 3],
    ['5×5 stride 2', [1, 8, 8, 2], [5, 5, 2, 7], { strides: [2, 2], pads: [1, 1, 2, 2] }, 2 * (4 * 4 * 7) * 25 * 2],
    ['two groups', [1, 4, 4, 6], [1, 3, 3, 8], { groups: 2 }, 2 * (4 * 2 * 8) * 3 * 3],
  ] as [string, number[], number[], ConvOptions, number][])(
    'of a convolution and its gradients: %s',
    (_, xs, ws, o, n) => {
      const [image, kernel] = [x(...xs), w(...ws)];
      const y = conv2d(image, kernel, o);
      const [dx, dw] = grad(sum(mul(y, input('dy', y.shape))), [image, kernel]);
      expect(operationsOf({ y }).byOperator).toEqual({ Conv2d: n });
      expect(operationsOf({ dx: dx! }).byOperator).toEqual({ Conv2dInputGradient: n });
      expect(operationsOf({ dw: dw! }).byOperator).toEqual({ Conv2dKernelGradient: n });
      expect(operationsOf({ y, dx: dx!, dw: dw!, again: y }).total).toBe(3 * n);
    },
  );

  it('of a transposed convolution: each input value meets each tap once', () => {
    const y = conv2dTranspose(x(2, 4, 4, 5), w(4, 4, 3, 5), [8, 8], { strides: [2, 2], pads: [1, 1, 1, 1] });
    expect(operationsOf({ y }).total).toBe(2 * (2 * 4 * 4 * 5) * 16 * 3);
  });
});

describe('useful operations', () => {
  it('are those of the folded graph: 5×5 over a doubled image is 3×3 with four times the filters', () => {
    const y = conv2d(upsample(x(64, 7, 7, 2), 2), w(5, 5, 2, 3), { pads: [2, 2, 2, 2] });
    expect(operationsOf({ y }).total).toBe(2 * (64 * 14 * 14 * 3) * 25 * 2);
    const small = 2 * (64 * 7 * 7 * 12) * 9 * 2;
    const kernelPhases = 2 * 36 * 25 * 6;
    expect(operationsOf(folded({ y })).byOperator).toEqual({ Conv2d: small, MatMul: kernelPhases });
  });

  it('of a whole step of mnist-mlp', () => {
    const data = { shape: [28, 28, 1], classCount: 0 };
    const { outputs } = buildStep(gameOf(mnistMlp.game(data))!, data);
    const g = [100 * 256, 256 * 512, 512 * 1024, 1024 * 784];
    const d = [784 * 512, 512 * 256, 256];
    const all = (list: number[]) => list.reduce((a, b) => a + b, 0);
    const inner = (list: number[]) => all(list.slice(1));
    // D on 32 real and 32 generated pictures: forward, kernels, and inputs of all layers but the first; the pictures
    const ofD = 32 * all(g) + 2 * 32 * (2 * all(d) + inner(d));
    // G on 64: forward through both, back through all of D, kernels of G and inputs of all its layers but the first
    const ofG = 64 * (2 * all(g) + inner(g) + 2 * all(d));
    expect(operationsOf(folded(outputs)).total).toBe(2 * (ofD + ofG));
  });
});

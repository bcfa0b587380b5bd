import { describe, expect, it } from 'vitest';
import {
  add,
  constant,
  conv2d,
  evaluate,
  grad,
  input,
  matmul,
  mul,
  ndarray,
  ndscalar,
  reshape,
  square,
  stopGradient,
  sum,
  type Tensor,
  tanh,
  topologicalOrder,
  where,
} from './index.ts';

const names = (...ts: Tensor[]) => topologicalOrder(ts).map((t) => t.op.name);
const at = (t: Tensor, x: number) => evaluate([t], { x: ndscalar(x) })[0]!.data[0]!;

describe('grad', () => {
  const x = input('x', []);

  it('differentiates any number of times', () => {
    let f: Tensor = mul(mul(x, x), mul(x, x));
    for (const expected of [4 * 27, 12 * 9, 24 * 3, 24, 0]) {
      f = grad(f, [x])[0]!;
      expect(at(f, 3)).toBe(expected);
    }
  });

  it('looks at nothing that passes no gradient on: behind a source and behind a stop', () => {
    const unseen = () =>
      Object.defineProperty(add(x, 1), 'inputs', {
        get: () => {
          throw new Error('looked behind it');
        },
      });
    const w = add(unseen(), 1);
    const y = mul(mul(w, w), stopGradient(unseen()));
    expect(grad(y, [w])[0]!.shape).toEqual([]);
  });

  it('R1 of a quadratic form, Σ |∇ ½ xᵀA x|², has the gradient 2 AᵀA x', () => {
    const a = ndarray([2, 2], [2, 1, 1, 3]);
    const v = input('v', [2]);
    const column = reshape(v, [2, 1]);
    const form = mul(sum(mul(column, matmul(constant(a), column))), 0.5);
    const [slope] = grad(form, [v]);
    const [penalty] = grad(sum(square(slope!)), [v]);
    const [first, second] = evaluate([slope!, penalty!], { v: ndarray([2], [1, -2]) });
    expect([...first!.data]).toEqual([0, -5]);
    expect([...second!.data]).toEqual([-10, -30]);
  });

  it('adds up all the ways in which a tensor is used', () => {
    expect(at(grad(add(mul(x, x), add(x, mul(x, 3))), [x])[0]!, 5)).toBe(14);
  });

  it('gives 0 of the right shape where the loss does not depend', () => {
    const y = input('y', [2, 3]);
    expect(evaluate(grad(mul(x, x), [y]))[0]).toEqual(ndarray([2, 3]));
    expect(at(grad(x, [x])[0]!, 2)).toBe(1);
  });

  it('takes each of its tensors as independent of the others', () => {
    const y = mul(x, 3);
    const [dx, dy] = grad(mul(y, x), [x, y]);
    expect([at(dx!, 2), at(dy!, 2)]).toEqual([6, 2]);
    expect(at(grad(mul(y, x), [x])[0]!, 2)).toBe(12);
  });

  it('stops at stopGradient', () => {
    expect(at(grad(mul(stopGradient(mul(x, x)), x), [x])[0]!, 3)).toBe(9);
    expect(at(grad(stopGradient(x), [x])[0]!, 3)).toBe(0);
  });

  it('builds no gradient that nobody asked for', () => {
    const images = input('images', [2, 4, 4, 1]);
    const kernel = input('kernel', [3, 3, 1, 2]);
    const loss = sum(square(conv2d(images, kernel)));
    expect(names(...grad(loss, [kernel]))).not.toContain('Conv2dInputGradient');
    expect(names(...grad(loss, [images]))).not.toContain('Conv2dKernelGradient');
    expect(names(...grad(sum(conv2d(stopGradient(images), kernel)), [kernel]))).not.toContain('Conv2dInputGradient');
  });

  it('visits a node once, however often it is used', () => {
    let y: Tensor = x;
    for (let i = 0; i < 60; i++) y = add(y, y);
    expect(at(grad(y, [x])[0]!, 1)).toBe(2 ** 60);
  });

  it('is not limited by the depth of the call stack', () => {
    let y: Tensor = x;
    for (let i = 0; i < 20_000; i++) y = add(y, 1);
    expect(at(grad(y, [x])[0]!, 1)).toBe(1);
  });

  it('lets no gradient through the branch that was not taken', () => {
    const mask = constant(ndarray([2], [1, 0]), 'bool');
    const v = input('v', [2]);
    const [g] = grad(sum(where(mask, tanh(v), mul(v, 7))), [v]);
    const [value] = evaluate([g!], { v: ndarray([2], [0, 0]) });
    expect([...value!.data]).toEqual([1, 7]);
  });

  it('refuses a loss that is not scalar, and integers', () => {
    expect(() => grad(input('y', [2]), [x])).toThrow('grad expects a scalar loss, got [2]');
    expect(() => grad(x, [input('i', [], 'int32')])).toThrow('grad expects float32, got int32 []');
  });
});

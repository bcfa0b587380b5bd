import { expect, it } from 'vitest';
import { add, constant, exp, input, matmul, mul, ndarray, sameGraph, type Tensor } from './index.ts';

interface Changes {
  readonly name?: string;
  readonly weight?: number;
  readonly length?: number;
  readonly transposed?: boolean;
  readonly other?: boolean;
  readonly output?: string;
}
/** y = x W + x eˢ, and the same again as a second output. */
function graph(changes: Changes = {}): Record<string, Tensor> {
  const { name = 's', weight = 1, length = 2, transposed = false, other = false, output = 'z' } = changes;
  const [x, s] = [input('x', [length, 2]), input(name, [])];
  const w = constant(ndarray([2, 2], [weight, 2, 3, 4]));
  const y = add(matmul(x, w, { transposeB: transposed }), mul(x, other ? s : exp(s)));
  return { y, [output]: mul(y, y) };
}

it('takes graphs for the same that were built alike', () => {
  expect(sameGraph(graph(), graph())).toBe(true);
});

it.each<Changes>([{ name: 't' }, { weight: 5 }, { length: 3 }, { transposed: true }, { other: true }, { output: 'w' }])(
  'tells %o apart',
  (changes) => {
    expect(sameGraph(graph(), graph(changes))).toBe(false);
  },
);

it('tells apart which node is which output, and which input is used where', () => {
  const { y, z } = graph() as { y: Tensor; z: Tensor };
  expect(sameGraph({ y, z }, { y: z, z: y })).toBe(false);
  const [a, b] = [input('a', []), input('b', [])];
  const both = (first: Tensor, second: Tensor) => ({ sum: add(a, b), y: add(first, exp(second)) });
  expect(sameGraph(both(a, b), both(a, b))).toBe(true);
  expect(sameGraph(both(a, b), both(b, a))).toBe(false);
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { constant, evaluate, grad, input, mul, ndarray, sum } from '../../tensor/index.ts';
import { type AdaTransform, adaAugmented } from './ada.ts';
import { diffAugmented, type PolicyName } from './diffAugment.ts';
import { drawFrom } from './draw.ts';

/** What test/fixtures/augment.py computed with PyTorch. */
interface Case {
  readonly method: 'diffAugment' | 'ada';
  readonly names: readonly string[];
  readonly shape: readonly [number, number, number, number];
  readonly p: number;
  readonly oversampling: 1 | 2;
  readonly draws: readonly { kind: string; values: number[][] }[];
  readonly images: number[];
  readonly output: number[];
  readonly weight: number[];
  readonly gradient: number[];
}
const cases: Case[] = JSON.parse(readFileSync(new URL('../../../test/fixtures/augment.json', import.meta.url), 'utf8'));

it.each(
  cases.map(
    (c) =>
      [`${c.method} ${c.names.join(', ')} of [${c.shape}]${c.oversampling === 2 ? ', oversampled' : ''}`, c] as const,
  ),
)('agrees with PyTorch, and so does its gradient: %s', (_, c) => {
  expect(c.output, 'a case that changes nothing').not.toEqual(c.images);
  const x = input('x', c.shape);
  let drawn = 0;
  const draw = drawFrom((index, kind, shape) => {
    const { kind: want, values } = c.draws[index]!;
    expect(kind).toBe(want);
    expect(shape).toEqual([c.shape[0], values.length]);
    drawn++;
    return constant(
      ndarray(
        shape,
        values[0]!.flatMap((_, i) => values.map((row) => row[i]!)),
      ),
    );
  }, c.shape[0]);
  const y =
    c.method === 'ada'
      ? adaAugmented(x, { transforms: c.names as AdaTransform[], oversampling: c.oversampling }, draw, constant(c.p))
      : diffAugmented(x, c.names as PolicyName[], draw);
  expect(drawn).toBe(c.draws.length);
  const [dx] = grad(sum(mul(y, constant(ndarray(c.shape, c.weight)))), [x]);
  const [got, gradient] = evaluate([y, dx!], { x: ndarray(c.shape, c.images) });
  got!.data.forEach((v, i) => {
    expect(Math.abs(v - c.output[i]!), `output ${i}`).toBeLessThan(1e-6);
  });
  gradient!.data.forEach((v, i) => {
    expect(Math.abs(v - c.gradient[i]!), `gradient ${i}`).toBeLessThan(1e-6);
  });
});

import { expect, it } from 'vitest';
import { add, input, mul, type Tensor } from '../tensor/index.ts';
import { rewrite } from './rewrite.ts';

it('walks over each node as often, however many outputs depend on it', () => {
  let reads = 0;
  const first = add(input('x', []), 1);
  const { inputs } = first;
  Object.defineProperty(first, 'inputs', {
    get: () => {
      reads += 1;
      return inputs;
    },
  });
  const chain = (length: number): Tensor[] => {
    const outputs: Tensor[] = [first];
    while (outputs.length < length) outputs.push(mul(outputs.at(-1)!, outputs.at(-1)!));
    return outputs;
  };
  const readsOf = (length: number) => {
    reads = 0;
    rewrite(chain(length), []);
    return reads;
  };
  expect(readsOf(100)).toBe(readsOf(2));
});

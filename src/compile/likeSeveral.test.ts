import { expect, it } from 'vitest';
import { openHere } from '../runtime/node/open.ts';
import { add, anyBatch, input, matmul, mul, relu } from '../tensor/index.ts';
import { compile, inferencePlan } from './compile.ts';
import { likeSeveral } from './likeSeveral.ts';

const values = (shape: readonly number[], seed: number) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(12.9898 * (i + seed))),
});

it.each([1, 2])('a single row is what it is among others, to the bit, on %i threads', async (threads) => {
  const [k, n, m] = [300, 257, 40];
  const hidden = relu(add(matmul(input('x', [anyBatch, k]), input('a', [k, n])), input('bias', [n])));
  const y = matmul(mul(hidden, 3), input('b', [m, n]), { transposeB: true });
  const model = compile({ y }, inferencePlan).bytes;
  const weights = { a: values([k, n], 1), bias: values([n], 2), b: values([m, n], 3) };
  const x = values([5, k], 4);
  const engine = await openHere('cpu', { threads });
  const [plain, single] = [await engine.load(model), await engine.load(likeSeveral(model))];
  for (const program of [plain, single]) await program.hold(weights);
  const among = (await plain.run({ x })).y!.data;
  for (let i = 0; i < 5; i++) {
    const row = { shape: [1, k], data: x.data.slice(i * k, (i + 1) * k) };
    expect((await single.run({ x: row })).y!.data).toEqual(among.subarray(i * m, (i + 1) * m));
  }
  expect((await single.run({ x })).y!.data).toEqual(among);
  for (const program of [plain, single]) await program.close();
});

it('a model without products stays as it is, but for the number that they are halved by', async () => {
  const model = compile({ y: mul(input('x', [anyBatch, 2]), 3) }, inferencePlan).bytes;
  const engine = await openHere('cpu', { threads: 1 });
  const program = await engine.load(likeSeveral(model));
  expect((await program.run({ x: values([1, 2], 1) })).y!.data).toEqual(
    values([1, 2], 1).data.map((v) => Math.fround(3 * v)),
  );
  await program.close();
});

import { describe, expect, it } from 'vitest';
import { DuelError } from '../errors.ts';
import { add, constant, evaluate, input, mul, ndarray, type Tensor } from '../tensor/index.ts';
import { toOnnx } from './onnx.ts';
import { expectClose, OnnxSession } from './session.testing.ts';

describe('names', () => {
  it('of inputs and outputs may be anything that a writer would think of', async () => {
    const names = ['v0', 'v1', 'c0', 'c1', 'i0', '0', 'x'];
    const inputs = names.map((n) => input(n, [2]));
    const y = inputs.reduce((a, b, i) => add(mul(a, b), i + 0.5));
    const outputs: Record<string, Tensor> = { v2: y, v3: mul(y, y), c2: add(y, constant(ndarray([2], [3, 4]))) };
    const feeds = Object.fromEntries(names.map((n, i) => [n, ndarray([2], [i / 7 - 0.3, i / 5])]));
    const session = await OnnxSession.open(toOnnx(outputs));
    const results = await session.run(feeds);
    await session.close();
    const want = evaluate(Object.values(outputs), feeds);
    for (const [i, name] of Object.keys(outputs).entries()) expectClose(results[name]!, want[i]!, name);
  });

  it('of one tensor under two outputs, and of an input passed through', async () => {
    const x = input('x', [2]);
    const y = add(x, 1);
    const session = await OnnxSession.open(toOnnx({ a: y, b: y, same: x, two: mul(y, 2) }));
    const results = await session.run({ x: ndarray([2], [1, 2]) });
    await session.close();
    expect(Object.fromEntries(Object.entries(results).map(([n, t]) => [n, [...(t.data as Float32Array)]]))).toEqual({
      a: [2, 3],
      b: [2, 3],
      same: [1, 2],
      two: [4, 6],
    });
  });

  it.each([
    ['graph/reserved-name', () => ({ y: add(input('%0', [2]), 1) })],
    ['graph/reserved-name', () => ({ '%y': add(input('x', [2]), 1) })],
    ['graph/duplicate-name', () => ({ x: add(input('x', [2]), 1) })],
  ] as [string, () => Record<string, Tensor>][])('%s is refused', (code, outputs) => {
    const error = (() => {
      try {
        toOnnx(outputs());
      } catch (e) {
        return e;
      }
    })();
    expect(error).toBeInstanceOf(DuelError);
    expect((error as DuelError).code).toBe(code);
  });
});

it('writes equal graphs as equal bytes, with metadata in the order of its keys', () => {
  const write = (metadata: Record<string, string>) =>
    Buffer.from(toOnnx({ y: mul(input('x', [2]), 2) }, { metadata }).bytes).toString('hex');
  expect(write({ b: '2', a: '1' })).toBe(write({ a: '1', b: '2' }));
});

it('stores weights as constants', async () => {
  const model = toOnnx(
    { y: mul(input('x', [2]), input('w', [2])) },
    { weights: { w: { shape: [2], data: Float32Array.of(2, 3) } } },
  );
  expect(model.inputs.map((p) => p.name)).toEqual(['x']);
  const session = await OnnxSession.open(model);
  const { y } = await session.run({ x: ndarray([2], [5, 7]) });
  await session.close();
  expect([...(y!.data as Float32Array)]).toEqual([10, 21]);
});

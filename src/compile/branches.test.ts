import { expect, it } from 'vitest';
import * as ort from '../runtime/node/ort.ts';
import {
  add,
  choose,
  constant,
  evaluate,
  exp,
  greater,
  input,
  log,
  matmul,
  mul,
  ndarray,
  neg,
  onlyIf,
  sum,
  type Tensor,
} from '../tensor/index.ts';
import { compile, trainingPlan } from './compile.ts';
import { toOnnx } from './onnx.ts';
import { expectClose, OnnxSession } from './session.testing.ts';

const x = input('x', [3]);
const c = input('c', []);
const yes = greater(c, 0);
const feeds = (condition: number) => ({ x: ndarray([3], [0.5, -1, 2]), c: ndarray([], [condition]) });

const shared = exp(x);
const cases: Record<string, Record<string, Tensor>> = {
  'a branch with nodes of its own': { y: choose(yes, mul(exp(x), 2), neg(x)) },
  'branches that are inputs or constants': { y: choose(yes, x, constant(ndarray([3], [1, 2, 3]))) },
  'what a branch shares with the graph around it, used before and after': {
    before: add(shared, 1),
    y: choose(yes, mul(shared, 2), x),
    after: sum(shared),
  },
  'what a branch shares, and is itself an output': { y: choose(yes, mul(shared, 3), x), shared },
  'what both branches need': { y: choose(yes, mul(shared, 2), mul(shared, 3)) },
  'a branch within a branch': {
    y: choose(yes, choose(greater(c, 1), mul(shared, 4), log(shared)), neg(x)),
    other: choose(greater(c, 1), mul(shared, 5), x),
  },
  'several tensors under one condition': Object.fromEntries(
    onlyIf(yes, [mul(shared, 2), sum(shared)]).map((t, i) => [`y${i}`, t]),
  ),
};
it.each(Object.entries(cases))('ONNX Runtime agrees with evaluate: %s', async (_, outputs) => {
  for (const model of [toOnnx(outputs), compile(outputs, trainingPlan)]) {
    const session = await OnnxSession.open(model);
    for (const condition of [-1, 0.5, 2]) {
      const results = await session.run(feeds(condition));
      const expected = evaluate(Object.values(outputs), feeds(condition));
      for (const [i, name] of Object.keys(outputs).entries()) expectClose(results[name]!, expected[i]!, name);
    }
    await session.close();
  }
});

it('does not compute what is not chosen', async () => {
  const n = 600;
  const a = input('a', [n, n]);
  let product: Tensor = a;
  for (let i = 0; i < 20; i++) product = mul(matmul(product, a), 0.01);
  const { bytes } = compile({ y: sum(onlyIf(yes, [product])[0]!) }, trainingPlan);
  const session = await ort.InferenceSession.create(bytes);
  const seconds = async (condition: number) => {
    const tensors = {
      a: new ort.Tensor('float32', new Float32Array(n * n).fill(0.01), [n, n]),
      c: new ort.Tensor('float32', [condition], []),
    };
    const begin = performance.now();
    await session.run(tensors);
    return performance.now() - begin;
  };
  await seconds(1);
  // twenty products of 0.4 GFLOP against none
  expect(await seconds(-1)).toBeLessThan((await seconds(1)) / 3);
});

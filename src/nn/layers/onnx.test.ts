import { describe, expect, it } from 'vitest';
import { compile, inferencePlan, type Plan, trainingPlan } from '../../compile/compile.ts';
import { RandomStream } from '../../random/stream.ts';
import * as ort from '../../runtime/node/ort.ts';
import {
  anyBatch,
  evaluate,
  grad,
  input,
  mul,
  type NDArray,
  ndarray,
  sizeOf,
  sum,
  type Tensor,
} from '../../tensor/index.ts';
import { applyNetwork, describe as describeNetwork, network } from '../index.ts';
import { applyFor } from './evaluation.testing.ts';
import { layerRows } from './layers.testing.ts';

async function run(outputs: Readonly<Record<string, Tensor>>, plan: Plan, feeds: Readonly<Record<string, NDArray>>) {
  const model = compile(outputs, plan);
  const session = await ort.InferenceSession.create(model.bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const fed = model.inputs.map(({ name }) => {
    const { data, shape } = feeds[name]!;
    return [name, new ort.Tensor('float32', Float32Array.from(data), shape)] as const;
  });
  const results = await session.run(Object.fromEntries(fed));
  await session.release();
  return results;
}

function expectClose(got: ort.Tensor, want: NDArray, what: string): void {
  expect(got.dims, `shape of ${what}`).toEqual(want.shape);
  const scale = want.data.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
  const error = want.data.reduce((m, v, i) => Math.max(m, Math.abs(Number(got.data[i]) - v)), 0);
  expect(error / scale, `error of ${what}`).toBeLessThan(1e-5);
}

describe.each(layerRows.map((row) => [JSON.stringify(row.layer), row] as const))('%s in ONNX Runtime', (_, row) => {
  const net = network(row.inputs, [row.layer]);
  const shapes = Object.fromEntries(describeNetwork(net).variables.map((v) => [v.name, v.shape]));

  it('takes any batch in inference', async () => {
    const { output, variables, feeds } = applyFor(net, shapes, false);
    const inputs = Object.fromEntries(
      Object.entries(net.inputs).map(([name, shape]) => [name, input(name, [anyBatch, ...shape])]),
    );
    const y = applyNetwork(net, inputs, {
      training: false,
      variable: (name) => variables[name]!,
      noise: (name, _, shape) => input(name, shape),
    });
    const results = await run({ y }, inferencePlan, feeds);
    expectClose(results.y as ort.Tensor, evaluate([output], feeds)[0]!, 'y');
  });

  it('trains', async () => {
    const { output, inputs, variables, updates, feeds } = applyFor(net, shapes, true);
    const wrt = { ...inputs, ...variables };
    // weighted, since the plain sum of a normalisation and that of its squares are constant
    const weights = new RandomStream(9, 'weights').fillNormal(new Float32Array(sizeOf(output.shape)));
    feeds.dy = ndarray(output.shape, weights);
    const gradients = grad(sum(mul(output, input('dy', output.shape))), Object.values(wrt));
    const outputs: Record<string, Tensor> = { y: output };
    Object.keys(wrt).forEach((name, i) => {
      outputs[`gradient/${name}`] = gradients[i]!;
    });
    for (const [name, next] of Object.entries(updates)) outputs[`next/${name}`] = next;
    const results = await run(outputs, trainingPlan, feeds);
    const expected = evaluate(Object.values(outputs), feeds);
    Object.keys(outputs).forEach((name, i) => {
      expectClose(results[name] as ort.Tensor, expected[i]!, name);
    });
  });
});

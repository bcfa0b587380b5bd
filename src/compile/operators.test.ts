import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { rowGraphs } from '../tensor/differentiate.testing.ts';
import { type DType, evaluate, type NDArray, type Tensor } from '../tensor/index.ts';
import { operatorRows } from '../tensor/operators.testing.ts';
import { compile, trainingPlan } from './compile.ts';
import { type OnnxModel, toOnnx } from './onnx.ts';

function feed(value: NDArray, dtype: DType): ort.Tensor {
  if (dtype === 'float32') return new ort.Tensor('float32', Float32Array.from(value.data), value.shape);
  if (dtype === 'int32') return new ort.Tensor('int32', Int32Array.from(value.data), value.shape);
  return new ort.Tensor('bool', Uint8Array.from(value.data), value.shape);
}

async function run(model: OnnxModel, feeds: Readonly<Record<string, NDArray>>) {
  const session = await ort.InferenceSession.create(model.bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const results = await session.run(
    Object.fromEntries(model.inputs.map(({ name, dtype }) => [name, feed(feeds[name]!, dtype)])),
  );
  await session.release();
  return results;
}

const ways: Record<string, (outputs: Record<string, Tensor>) => OnnxModel> = {
  'operator by operator': toOnnx,
  'folded and lowered for training': (outputs) => compile(outputs, trainingPlan),
};

describe.each(Object.entries(ways))('ONNX Runtime agrees with evaluate, %s', (_, write) => {
  it.each(operatorRows.map((r) => [r.name, r] as const))('%s', async (_, row) => {
    const { output, first, second, feeds } = rowGraphs(row);
    const outputs: Record<string, Tensor> = { output };
    first.forEach((g, i) => {
      outputs[`first${i}`] = g;
    });
    second.forEach((g, i) => {
      outputs[`second${i}`] = g;
    });
    const results = await run(write(outputs), feeds);
    const expected = evaluate(Object.values(outputs), feeds);
    Object.keys(outputs).forEach((name, k) => {
      const [got, want] = [results[name]!, expected[k]!];
      expect(got.type, `type of ${name}`).toBe(outputs[name]!.dtype);
      expect(got.dims, `shape of ${name}`).toEqual(want.shape);
      // float32 rounds each term of a sum: errors are measured against the largest value
      const scale = want.data.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
      const error = want.data.reduce((m, v, i) => Math.max(m, Math.abs(Number(got.data[i]) - v)), 0);
      expect(error / scale, `error of ${name}`).toBeLessThan(1e-5);
    });
  });
});

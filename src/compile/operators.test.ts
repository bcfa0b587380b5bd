import { describe, expect, it } from 'vitest';
import { rowGraphs } from '../tensor/differentiate.testing.ts';
import { evaluate, type Tensor } from '../tensor/index.ts';
import { operatorRows } from '../tensor/operators.testing.ts';
import { compile, trainingPlan } from './compile.ts';
import { type OnnxModel, toOnnx } from './onnx.ts';
import { inspectModel } from './reading/inspect.ts';
import { expectClose, OnnxSession } from './session.testing.ts';

const ways: Record<string, (outputs: Record<string, Tensor>) => OnnxModel> = {
  'operator by operator': toOnnx,
  'folded and lowered for training': (outputs) => compile(outputs, trainingPlan),
  'with minimal filtering wherever there is one': (outputs) =>
    compile(outputs, { ...trainingPlan, filtering: 'everywhere' }),
};

describe.each(Object.entries(ways))('ONNX Runtime agrees with evaluate, %s', (_, write) => {
  it.each(operatorRows.map((r) => [r.name, r] as const))('%s', async (_, row) => {
    const { output, first, second, feeds } = rowGraphs(row);
    const outputs: Record<string, Tensor> = { output };
    for (const [i, g] of first.entries()) outputs[`first${i}`] = g;
    for (const [i, g] of second.entries()) outputs[`second${i}`] = g;
    const model = write(outputs);
    // what the compiler emits is what the reader of models takes, shapes and all
    expect(inspectModel(model.bytes, model, 'a row')).toBe(model.bytes);
    const session = await OnnxSession.open(model);
    const results = await session.run(feeds);
    await session.close();
    const expected = evaluate(Object.values(outputs), feeds);
    for (const [k, name] of Object.keys(outputs).entries()) {
      expect(results[name]!.type, `type of ${name}`).toBe(outputs[name]!.dtype);
      expectClose(results[name]!, expected[k]!, name);
    }
  });
});

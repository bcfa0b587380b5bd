import { describe, it } from 'vitest';
import { RandomStream } from '../random/stream.ts';
import { batchRows, exampleShape } from '../tensor/batch.testing.ts';
import { anyBatch, evaluate, input, ndarray, type Shape, sizeOf } from '../tensor/index.ts';
import { compile, inferencePlan } from './compile.ts';
import { expectClose, OnnxSession } from './session.testing.ts';

describe('one model for any batch', () => {
  it.each(batchRows.map((r) => [r.name, r] as const))('%s', async (_, row) => {
    const dtype = row.input === 'labels' ? 'int32' : 'float32';
    const shape = (n: number): Shape => [n, ...exampleShape[row.input]];
    const session = await OnnxSession.open(
      compile({ y: row.build(input('x', shape(anyBatch), dtype)) }, inferencePlan),
    );
    for (const n of [1, 3, 4]) {
      const random = new RandomStream(n, row.name);
      const size = sizeOf(shape(n));
      const values =
        dtype === 'int32'
          ? Int32Array.from({ length: size }, () => random.integer(3))
          : random.fillNormal(new Float32Array(size));
      const x = ndarray(shape(n), values);
      const { y } = await session.run({ x });
      expectClose(y!, evaluate([row.build(input('x', shape(n), dtype))], { x })[0]!, `batch of ${n}`);
    }
    await session.close();
  });
});

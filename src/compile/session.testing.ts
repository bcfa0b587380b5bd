import { expect } from 'vitest';
import * as ort from '../runtime/node/ort.ts';
import type { DType, NDArray } from '../tensor/index.ts';
import type { OnnxModel } from './onnx.ts';

function feed(value: NDArray, dtype: DType): ort.Tensor {
  if (dtype === 'float32') return new ort.Tensor('float32', Float32Array.from(value.data), value.shape);
  if (dtype === 'int32') return new ort.Tensor('int32', Int32Array.from(value.data), value.shape);
  return new ort.Tensor('bool', Uint8Array.from(value.data), value.shape);
}

/** A model in ONNX Runtime on the CPU, fed with float64 arrays. */
export class OnnxSession {
  readonly #model: OnnxModel;
  readonly #session: ort.InferenceSession;

  private constructor(model: OnnxModel, session: ort.InferenceSession) {
    this.#model = model;
    this.#session = session;
  }

  static async open(model: OnnxModel): Promise<OnnxSession> {
    const options = { intraOpNumThreads: 1, logSeverityLevel: 3 } as const;
    return new OnnxSession(model, await ort.InferenceSession.create(model.bytes, options));
  }

  run(feeds: Readonly<Record<string, NDArray>>): Promise<Record<string, ort.Tensor>> {
    return this.#session.run(
      Object.fromEntries(this.#model.inputs.map(({ name, dtype }) => [name, feed(feeds[name]!, dtype)])),
    );
  }

  close(): Promise<void> {
    return this.#session.release();
  }
}

/** Compares values to 1e-5 of the largest one: float32 rounds each term of a sum. */
export function expectClose(got: ort.Tensor, want: NDArray, what: string): void {
  expect(got.dims, `shape of ${what}`).toEqual(want.shape);
  const scale = want.data.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
  const error = want.data.reduce((m, v, i) => Math.max(m, Math.abs(Number(got.data[i]) - v)), 0);
  expect(error / scale, `error of ${what}`).toBeLessThan(1e-5);
}

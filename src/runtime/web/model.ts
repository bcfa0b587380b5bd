import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { Arrays } from '../engine.ts';
import { commonOptions } from '../sessionOptions.ts';

/** A network from a file, with its weights inside. */
export interface OpenModel {
  run(feeds: Arrays): Promise<Arrays>;
  close(): Promise<void>;
}

/**
 * Opens a network on one thread of WebAssembly, from the bytes of both. It is what a page needs that only samples: it
 * compiles nothing, and so brings neither operators nor engines along. The file's graph runs inside WebAssembly, out of
 * reach of the page.
 *
 * @param wasm ONNX Runtime's `ort-wasm-simd-threaded.wasm`; it counts for the first model of a page or worker
 */
export async function openModel(model: Uint8Array, wasm: Uint8Array<ArrayBuffer>): Promise<OpenModel> {
  env.logLevel = 'fatal';
  env.wasm.numThreads = 1;
  env.wasm.wasmBinary = wasm;
  const session = await InferenceSession.create(model, {
    ...commonOptions({ kind: 'cpu', threads: 1 }),
    executionProviders: ['wasm'],
  });
  return {
    async run(feeds) {
      const inputs = Object.fromEntries(
        session.inputNames.map((name) => {
          const feed = feeds[name];
          if (!feed) throw new Error(`the network needs '${name}'`);
          return [name, new Tensor('float32', feed.data as Float32Array, feed.shape)];
        }),
      );
      const outputs = await session.run(inputs);
      const arrays = Object.entries(outputs).map(([name, { dims, data }]) => {
        const array = { shape: dims, data: (data as Float32Array).slice() };
        outputs[name]!.dispose();
        return [name, array] as const;
      });
      return Object.fromEntries(arrays);
    },
    close: () => session.release(),
  };
}

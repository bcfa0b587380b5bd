import { productModel } from '../../compile/product.ts';
import type { Engine } from '../../runtime/engine.ts';
import type { Products } from './products.ts';

/** Products by ONNX Runtime's kernels, on all threads of the engine. Close them when the measurements are made. */
export interface EngineProducts extends Products {
  close(): Promise<void>;
}

/**
 * Products on an engine of the CPU: its matrix products in float64 are some ten times as fast as those of JavaScript on
 * one thread. WebGPU has no float64.
 */
export async function productsOn(engine: Engine): Promise<EngineProducts> {
  const [rows, columns] = [await engine.load(productModel('rows')), await engine.load(productModel('columns'))];
  const array = (data: Float64Array, width: number) => ({ shape: [data.length / width, width], data });
  return {
    async rows(a, b, width) {
      const { y } = await rows.run({ a: array(a, width), b: array(b, width) });
      return y!.data as Float64Array;
    },
    async gram(a, width) {
      const { y } = await columns.run({ a: array(a, width), b: array(a, width) });
      return y!.data as Float64Array;
    },
    async close() {
      await rows.close();
      await columns.close();
    },
  };
}

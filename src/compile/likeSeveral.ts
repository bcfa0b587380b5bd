import { WireType } from '@bufbuild/protobuf/wire';
import { nodeMessage } from './onnx.ts';
import { initializerMessage, type ModelBytes, onnxField, onnxType } from './onnxFormat.ts';
import { decoded, int, message, put, rawFields, text, written } from './protobuf.ts';

/**
 * The same model, in which ONNX Runtime multiplies a single row by a matrix as it does several.
 *
 * For a single row it has a kernel that sums in another order, which it takes where a `Gemm` has an alpha of 1. Here alpha is
 * 2 and the row is halved before, both of which are exact. That other kernel is the faster one, by about two.
 *
 * @param model a model of this compiler
 */
export function likeSeveral(model: ModelBytes): ModelBytes {
  let count = 0;
  const node = (bytes: Uint8Array): Uint8Array[] => {
    const fields = rawFields(bytes);
    if (!fields.some((f) => f.number === onnxField.node.operator && decoded(f.bytes) === 'Gemm')) return [bytes];
    const factor = fields.find((f) => f.number === onnxField.node.input)!;
    const output = `%halved${count++}`;
    const halving = nodeMessage({ op: 'Mul', inputs: [decoded(factor.bytes), half], output, attributes: {} });
    const product = written((w) => {
      for (const f of fields) f === factor ? text(w, f.number, output) : put(w, f);
      message(w, onnxField.node.attribute, () => {
        text(w, 1, 'alpha');
        w.tag(2, WireType.Bit32).float(2);
        int(w, 20, 1);
      });
    });
    return [written(halving), product];
  };
  return written((w) => {
    for (const f of rawFields(model)) {
      if (f.number !== onnxField.model.graph) put(w, f);
      else
        message(w, f.number, () => {
          for (const g of rawFields(f.bytes))
            for (const bytes of g.number === onnxField.graph.node ? node(g.bytes) : [g.bytes]) put(w, { ...g, bytes });
          const bytes = new Uint8Array(Float32Array.of(0.5).buffer);
          message(
            w,
            onnxField.graph.initializer,
            initializerMessage({ name: half, type: onnxType.float32, shape: [], bytes }),
          );
        });
    }
  }) as ModelBytes;
}

const half = '%half';

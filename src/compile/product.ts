import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { irVersion, type ModelBytes, opset } from './onnxFormat.ts';
import { int, type Message, message, text } from './protobuf.ts';

/** ONNX' number of float64. */
const double = 11;

/**
 * A model of one Gemm in float64, of matrices of any size: `y` = `a`·`b`ᵀ of a [n, k] and b [m, k] ('rows'), or
 * `y` = `a`ᵀ·`b` of a [k, n] and b [k, m] ('columns').
 *
 * Graphs of tensors are float32, so it is written by hand: it serves measurements, where differences cancel.
 */
export function productModel(of: 'rows' | 'columns'): ModelBytes {
  const w = new BinaryWriter();
  int(w, 1, irVersion);
  text(w, 2, 'duel');
  message(w, 7, (graph) => {
    message(graph, 1, (node) => {
      text(node, 1, 'a');
      text(node, 1, 'b');
      text(node, 2, 'y');
      text(node, 4, 'Gemm');
      message(node, 5, (attribute) => {
        text(attribute, 1, of === 'rows' ? 'transB' : 'transA');
        int(attribute, 3, 1);
        int(attribute, 20, 2);
      });
    });
    text(graph, 2, 'product');
    message(graph, 11, matrix('a', of === 'rows' ? ['n', 'k'] : ['k', 'n']));
    message(graph, 11, matrix('b', of === 'rows' ? ['m', 'k'] : ['k', 'm']));
    message(graph, 12, matrix('y', ['n', 'm']));
  });
  message(w, 8, (o) => {
    text(o, 1, '');
    int(o, 2, opset);
  });
  return w.finish() as Uint8Array as ModelBytes;
}

/** An input or output of two open axes. */
const matrix =
  (name: string, axes: readonly string[]): Message =>
  (w) => {
    text(w, 1, name);
    message(w, 2, (type) =>
      message(type, 1, (tensor) => {
        int(tensor, 1, double);
        message(tensor, 2, (dims) => {
          for (const axis of axes) message(dims, 1, (dim) => text(dim, 2, axis));
        });
      }),
    );
  };

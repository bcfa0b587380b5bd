import { WireType } from '@bufbuild/protobuf/wire';
import type { DType, Shape } from '../tensor/index.ts';
import { int, type Message, text } from './protobuf.ts';

/** Opset 18: reductions take their axes as an input; every ONNX Runtime since 1.14 (February 2023) runs it. */
export const opset = 18;
export const irVersion = 8;

/** ONNX' numbers of the types that are written. */
export const onnxType = { float32: 1, int32: 6, int64: 7, bool: 9 } as const satisfies Record<DType | 'int64', number>;

/** Name, shape and type of a graph's input or output. */
export interface Port {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A value that is stored in a model. */
export interface Initializer {
  readonly name: string;
  readonly type: number;
  readonly shape: Shape;
  readonly bytes: Uint8Array;
}

/** Numbers of fields: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
export const onnxField = {
  model: { graph: 7 },
  graph: { node: 1, initializer: 5, input: 11, output: 12 },
  node: { input: 1, operator: 4, attribute: 5 },
  attribute: { graph: 6 },
} as const;

export const initializerMessage =
  ({ name, type, shape, bytes }: Initializer): Message =>
  (w) => {
    for (const d of shape) int(w, 1, d);
    int(w, 2, type);
    text(w, 8, name);
    w.tag(9, WireType.LengthDelimited).bytes(bytes);
  };

declare const isLookedThrough: unique symbol;
/**
 * A model that may become a session: one that this process wrote, or one from a file that `inspectModel` has looked
 * through. Nothing else has the type, so that no file's graph can run without that.
 */
export type ModelBytes = Uint8Array & { readonly [isLookedThrough]: true };

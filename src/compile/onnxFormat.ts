import type { DType, Shape } from '../tensor/index.ts';

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

declare const isLookedThrough: unique symbol;
/**
 * A model that may become a session: one that this process wrote, or one from a file that `inspectModel` has looked
 * through. Nothing else has the type, so that no file's graph can run without that.
 */
export type ModelBytes = Uint8Array & { readonly [isLookedThrough]: true };

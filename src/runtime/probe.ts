import { compile } from '../compile/compile.ts';
import type { ModelBytes } from '../compile/onnxFormat.ts';
import { add, input } from '../tensor/index.ts';

/** The smallest model: y = x + 1 on two numbers. */
export const probeModel = (): ModelBytes => compile({ y: add(input('x', [2]), 1) }, { convolutions: 'direct' }).bytes;

import { compile } from '../compile/compile.ts';
import { add, input } from '../tensor/index.ts';

/** The smallest model: y = x + 1 on two numbers. */
export const probeModel = (): Uint8Array => compile({ y: add(input('x', [2]), 1) }, { convolutions: 'direct' }).bytes;

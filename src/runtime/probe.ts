import { compile } from '../compile/compile.ts';
import type { ModelBytes } from '../compile/onnxFormat.ts';
import { add, input } from '../tensor/index.ts';
import type { Engine } from './engine.ts';

/** The smallest model: y = x + 1 on two numbers. */
export const probeModel = (): ModelBytes => compile({ y: add(input('x', [2]), 1) }, { convolutions: 'direct' }).bytes;

/** A device that is not there shows when the first session is made: throws what `unavailable` makes of the cause. */
export async function probe(engine: Engine, unavailable: (cause: unknown) => Error): Promise<void> {
  try {
    const program = await engine.load(probeModel());
    await program.run({ x: { shape: [2], data: Float32Array.of(1, 2) } });
    await program.close();
  } catch (cause) {
    throw unavailable(cause);
  }
}

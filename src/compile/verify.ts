import { DuelError } from '../errors.ts';
import { inputName, sameShape, showShape, type Tensor, topologicalOrder } from '../tensor/index.ts';

/** Checks that a graph is legal: every node's shape and type follow from its inputs, and input names are unique. */
export function verify(outputs: readonly Tensor[], after: string): void {
  const names = new Map<string, Tensor>();
  for (const t of topologicalOrder(outputs)) {
    const { shape, dtype } = t.op.infer(t.inputs, t.attributes);
    if (!sameShape(shape, t.shape) || dtype !== t.dtype)
      throw new DuelError(
        'internal',
        'graph/illegal',
        `after '${after}', ${t.op.name} claims ${t.dtype} ${showShape(t.shape)} but its inputs give ${dtype} ${showShape(shape)}`,
      );
    const name = inputName(t);
    if (name === undefined) continue;
    const other = names.get(name);
    if (other && other !== t && !(sameShape(other.shape, t.shape) && other.dtype === t.dtype))
      throw new DuelError('internal', 'graph/duplicate-input', `after '${after}', two inputs are called '${name}'`);
    names.set(name, t);
  }
}

import { topologicalOrder } from './grad.ts';
import { sizeOf, type Tensor } from './tensor.ts';

/** What a runtime need not copy, or repeats as it reads: these results lie where their inputs do. */
const views = new Set(['Reshape', 'Expand', 'StopGradient', 'After']);

/** Of integers and floats alike; a mask has a byte for each value. */
const bytesOf = ({ shape, dtype, op, inputs }: Tensor): number =>
  inputs.length === 0 || views.has(op.name) ? 0 : sizeOf(shape) * (dtype === 'bool' ? 1 : 4);

/**
 * Bytes that the results of a graph's operators take together at the worst moment, computed in the order in which they
 * depend on each other and each forgotten after its last use; what the graph is fed with is not counted. A low count of
 * what a runtime needs, which takes room for itself too.
 */
export function peakBytes(outputs: readonly Tensor[]): number {
  const order = topologicalOrder(outputs);
  const uses = new Map<Tensor, number>();
  for (const t of order) for (const x of t.inputs) uses.set(x, (uses.get(x) ?? 0) + 1);
  for (const t of outputs) uses.set(t, (uses.get(t) ?? 0) + 1);
  let [now, most] = [0, 0];
  for (const t of order) {
    for (const x of t.inputs) {
      const left = uses.get(x)! - 1;
      uses.set(x, left);
      // before the result is counted: a runtime may put that in the place of what is no longer used
      if (left === 0) now -= bytesOf(x);
    }
    now += bytesOf(t);
    most = Math.max(most, now);
  }
  return most;
}

import { DuelError } from '../errors.ts';
import { add } from './ops/elementwise.ts';
import { expand } from './ops/layout.ts';
import { constant } from './ops/leaf.ts';
import { expectFloat, showShape, type Tensor } from './tensor.ts';

/** All tensors that `outputs` depend on, inputs before the nodes that use them. */
export function topologicalOrder(
  outputs: readonly Tensor[],
  before: (t: Tensor) => readonly Tensor[] = (t) => t.inputs,
): Tensor[] {
  const order: Tensor[] = [];
  const seen = new Set<Tensor>();
  // an explicit stack: unrolled games are deeper than the call stack
  const stack: { node: Tensor; inputs: readonly Tensor[]; next: number }[] = [];
  const push = (node: Tensor) => {
    seen.add(node);
    stack.push({ node, inputs: before(node), next: 0 });
  };
  for (const output of outputs) {
    if (seen.has(output)) continue;
    push(output);
    while (stack.length > 0) {
      const frame = stack[stack.length - 1]!;
      const child = frame.inputs[frame.next++];
      if (!child) {
        order.push(frame.node);
        stack.pop();
      } else if (!seen.has(child)) {
        push(child);
      }
    }
  }
  return order;
}

/**
 * The gradients of a scalar `loss` with respect to each of `wrt`: reverse-mode differentiation, whose result are
 * ordinary tensors that can be differentiated again.
 *
 * Each of `wrt` counts as independent: nothing flows through one to what it was computed from. A tensor that the loss
 * does not depend on has the gradient 0.
 */
export function grad(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (loss.rank !== 0)
    throw new DuelError('usage', 'graph/scalar-loss', `grad expects a scalar loss, got ${showShape(loss.shape)}`, {
      fix: 'reduce the loss with mean() or sum() first',
    });
  for (const w of wrt) expectFloat('grad', w);
  const sources = new Set(wrt);
  // what lies behind a source or a stop passes no gradient on: of a step of many updates each looks at its own
  const order = topologicalOrder([loss], (t) => (sources.has(t) || !t.op.gradient ? [] : t.inputs));
  const dependent = new Set<Tensor>();
  for (const t of order)
    if (sources.has(t) || (t.op.gradient && t.inputs.some((i) => dependent.has(i)))) dependent.add(t);

  const gradients = new Map<Tensor, Tensor>([[loss, constant(1)]]);
  for (const y of order.reverse()) {
    const dy = gradients.get(y);
    if (!dy || !dependent.has(y) || sources.has(y) || !y.op.gradient) continue;
    y.inputs.forEach((x, i) => {
      if (!dependent.has(x)) return;
      const dx = y.op.gradient!(dy, y, i);
      if (!dx) return;
      const sofar = gradients.get(x);
      gradients.set(x, sofar ? add(sofar, dx) : dx);
    });
  }
  return wrt.map((w) => gradients.get(w) ?? expand(constant(0), w.shape));
}

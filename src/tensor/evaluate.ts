import { DuelError } from '../errors.ts';
import { topologicalOrder } from './grad.ts';
import type { NDArray } from './ndarray.ts';
import { inputName } from './ops/leaf.ts';
import { anyBatch, sameShape, shapeError, showShape, type Tensor } from './tensor.ts';

/**
 * The values of `outputs` in float64, by the operators' plain evaluations. `feeds` holds the inputs by name; shapes are
 * static.
 */
export function evaluate(outputs: readonly Tensor[], feeds: Readonly<Record<string, NDArray>> = {}): NDArray[] {
  const values = new Map<Tensor, NDArray>();
  for (const t of topologicalOrder(outputs)) {
    if (t.shape.includes(anyBatch)) throw shapeError('evaluate', 'static shapes', t);
    const name = inputName(t);
    if (name === undefined) {
      const inputs = t.inputs.map((i) => values.get(i)!);
      values.set(t, t.op.evaluate(inputs, t.attributes, t.shape));
      continue;
    }
    const fed = feeds[name];
    if (!fed) throw new DuelError('usage', 'graph/missing-feed', `input '${name}' was not fed`);
    if (!sameShape(fed.shape, t.shape))
      throw shapeError(`input '${name}'`, `the shape ${showShape(t.shape)}`, fed.shape);
    values.set(t, fed);
  }
  return outputs.map((o) => values.get(o)!);
}

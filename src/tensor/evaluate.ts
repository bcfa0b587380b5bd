import { DuelError } from '../errors.ts';
import { topologicalOrder } from './grad.ts';
import type { NDArray } from './ndarray.ts';
import { inputName } from './ops/leaf.ts';
import type { Tensor } from './tensor.ts';

/** The values of `outputs` in float64, by the operators' plain evaluations. `feeds` holds the inputs by name. */
export function evaluate(outputs: readonly Tensor[], feeds: Readonly<Record<string, NDArray>> = {}): NDArray[] {
  const values = new Map<Tensor, NDArray>();
  for (const t of topologicalOrder(outputs)) {
    const name = inputName(t);
    if (name === undefined) {
      const inputs = t.inputs.map((i) => values.get(i)!);
      values.set(t, t.op.evaluate(inputs, t.attributes, t.shape));
      continue;
    }
    const fed = feeds[name];
    if (!fed) throw new DuelError('usage', 'graph/missing-feed', `input '${name}' was not fed`);
    values.set(t, fed);
  }
  return outputs.map((o) => values.get(o)!);
}

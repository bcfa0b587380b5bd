import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream.ts';
import { rowGraphs } from './differentiate.testing.ts';
import { evaluate, inputName, type NDArray, ndarray, operators, type Tensor, topologicalOrder } from './index.ts';
import { operatorRows } from './operators.testing.ts';

const dot = (a: NDArray, b: NDArray) => a.data.reduce((s, x, i) => s + x * b.data[i]!, 0);

/** The slope of `f` along `direction` at input `name`, by central differences. */
function slope(f: Tensor, feeds: Readonly<Record<string, NDArray>>, name: string, direction: NDArray): number {
  const h = 1e-5;
  const at = (t: number) => {
    const x = feeds[name]!;
    const moved = ndarray(
      x.shape,
      x.data.map((v, i) => v + t * direction.data[i]!),
    );
    return evaluate([f], { ...feeds, [name]: moved })[0]!.data[0]!;
  };
  return (at(h) - at(-h)) / (2 * h);
}

/** Checks gradients along two random directions per input: a wrong element shows in both. */
function checkGradients(
  f: Tensor,
  wrt: readonly Tensor[],
  gradients: readonly Tensor[],
  feeds: Record<string, NDArray>,
) {
  const values = evaluate(gradients, feeds);
  const random = new RandomStream(2, 'directions');
  wrt.forEach((x, i) => {
    expect(gradients[i]!.shape, `shape of the gradient of ${inputName(x)}`).toEqual(x.shape);
    const g = values[i]!;
    for (const attempt of [1, 2]) {
      const direction = ndarray(x.shape, random.fillNormal(new Float32Array(g.data.length)));
      const expected = slope(f, feeds, inputName(x)!, direction);
      const scale = g.data.reduce((s, v, k) => s + Math.abs(v * direction.data[k]!), 1);
      const error = Math.abs(dot(g, direction) - expected) / scale;
      expect(error, `gradient of ${inputName(x)}, direction ${attempt}`).toBeLessThan(1e-7);
    }
  });
}

describe('operators', () => {
  const reached = new Set<string>();

  it.each(operatorRows.map((r) => [r.name, r] as const))('%s', (_, row) => {
    const { output, loss, wrt, first, loss2, wrt2, second, feeds } = rowGraphs(row);
    for (const t of topologicalOrder([output, ...first])) reached.add(t.op.name);
    const nodes = topologicalOrder([output, ...first, ...second]);
    evaluate(nodes, feeds).forEach((value, i) => {
      const { op, shape } = nodes[i]!;
      expect(value.shape, `shape of ${op.name}`).toEqual(shape);
      expect(value.data.length, `size of ${op.name}`).toBe(shape.reduce((a, b) => a * b, 1));
      expect(value.data.some(Number.isNaN), `NaN in ${op.name}`).toBe(false);
    });
    if (loss) checkGradients(loss, wrt, first, { ...feeds });
    if (loss2) checkGradients(loss2, wrt2, second, { ...feeds });
  });

  it('has a row for every operator', () => {
    expect([...operators.keys()].filter((name) => !reached.has(name))).toEqual([]);
  });
});

import { topologicalOrder } from './grad.ts';
import type { Tensor } from './tensor.ts';

type Outputs = Readonly<Record<string, Tensor>>;

/** Whether two graphs compute the same of inputs of the same names, node by node. */
export function sameGraph(a: Outputs, b: Outputs): boolean {
  const [ours, theirs] = [Object.entries(a), Object.entries(b)];
  if (ours.map(([name]) => name).join('\0') !== theirs.map(([name]) => name).join('\0')) return false;
  const [first, second] = [ours, theirs].map((outputs) => numbered(outputs.map(([, t]) => t))) as [Nodes, Nodes];
  if (first.size !== second.size) return false;
  if (ours.some(([, t], i) => first.get(t) !== second.get(theirs[i]![1]))) return false;
  const others = [...second.keys()];
  return [...first.keys()].every((t, i) => {
    const other = others[i]!;
    return (
      t.op === other.op &&
      t.dtype === other.dtype &&
      equal(t.shape, other.shape) &&
      equal(t.attributes, other.attributes) &&
      equal(
        t.inputs.map((x) => first.get(x)),
        other.inputs.map((x) => second.get(x)),
      )
    );
  });
}

type Nodes = ReadonlyMap<Tensor, number>;
const numbered = (outputs: readonly Tensor[]): Nodes => new Map(topologicalOrder(outputs).map((t, i) => [t, i]));

/** Equality of plain values, and of arrays of numbers. */
function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a) || ArrayBuffer.isView(a)) {
    const [x, y] = [a, b] as unknown as [ArrayLike<unknown>, ArrayLike<unknown>];
    if (x.length !== y.length) return false;
    for (let i = 0; i < x.length; i++) if (!equal(x[i], y[i])) return false;
    return true;
  }
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return (
    keys.length === others.length &&
    keys.every((key) => Object.hasOwn(b, key) && equal((a as never)[key], (b as never)[key]))
  );
}

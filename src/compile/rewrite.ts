import { type NDArray, Tensor, topologicalOrder } from '../tensor/index.ts';

/** A named graph rewrite: another way to compute the same node, or undefined where it does not apply. */
export interface Rule {
  readonly name: string;
  readonly apply: (node: Tensor) => Tensor | undefined;
}

function hashArray({ shape, data }: NDArray): string {
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (const w of words) {
    a = Math.imul(a ^ w, 0x01000193);
    b = Math.imul(b ^ (w >>> 15) ^ w, 0x85ebca6b);
  }
  return `${shape}:${a >>> 0}:${b >>> 0}`;
}

/** Equal nodes have equal keys. A constant's key holds a 64-bit hash of its values. */
function keyOf(t: Tensor): string {
  const attributes = t.op.name === 'Constant' ? hashArray(t.attributes.value as NDArray) : JSON.stringify(t.attributes);
  return `${t.op.name}|${t.dtype}|${t.inputs.map((i) => i.id).join()}|${attributes}`;
}

/**
 * Rebuilds a graph from its inputs upwards: equal nodes become one, and each node is replaced by what the first
 * matching rule makes of it, until none matches. Nodes that no output needs fall away.
 */
export function rewrite(outputs: readonly Tensor[], rules: readonly Rule[]): Tensor[] {
  const done = new Map<Tensor, Tensor>();
  const known = new Map<string, Tensor>();

  const rebuild = (t: Tensor): Tensor => {
    const inputs = t.inputs.map((i) => done.get(i)!);
    const same = inputs.every((x, i) => x === t.inputs[i]);
    const fresh = same ? t : new Tensor(t.op, inputs, t.attributes, t.shape, t.dtype);
    const key = keyOf(fresh);
    const twin = known.get(key);
    if (twin) return twin;
    for (const rule of rules) {
      const better = rule.apply(fresh);
      if (!better) continue;
      const result = visit(better);
      known.set(key, result);
      return result;
    }
    known.set(key, fresh);
    return fresh;
  };

  const visit = (root: Tensor): Tensor => {
    // what is done has only done inputs: each node is walked over once, however many outputs and rewrites there are
    for (const t of topologicalOrder([root], (t) => (done.has(t) ? [] : t.inputs))) {
      if (done.has(t)) continue;
      const result = rebuild(t);
      done.set(t, result);
      done.set(result, result);
    }
    return done.get(root)!;
  };
  return outputs.map(visit);
}

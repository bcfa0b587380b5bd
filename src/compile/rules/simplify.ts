import {
  add,
  anyBatch,
  broadcastShapes,
  constant,
  constantValue,
  mul,
  type NDArray,
  neg,
  reshape,
  type Shape,
  sameShape,
  sub,
  Tensor,
  transpose,
} from '../../tensor/index.ts';
import type { Rule } from '../rewrite.ts';

const elements = (s: Shape) => s.reduce((a, b) => a * b, 1);
const isScalar = (t: Tensor, value: number): boolean => {
  const v = constantValue(t);
  return v !== undefined && v.data.length === 1 && v.data[0] === value && t.rank === 0;
};

/** op(constants) → constant, unless the result is much larger than what it is made from */
const foldConstants: Rule = {
  name: 'fold-constants',
  apply: (t) => {
    if (t.inputs.length === 0 || t.shape.includes(anyBatch)) return undefined;
    const values: NDArray[] = [];
    for (const x of t.inputs) {
      const v = constantValue(x);
      if (!v) return undefined;
      values.push(v);
    }
    const size = elements(t.shape);
    const from = values.reduce((n, v) => n + v.data.length, 0);
    if (size > 1 << 20 || (size > 1024 && size > 2 * from)) return undefined;
    return constant(t.op.evaluate(values, t.attributes, t.shape), t.dtype);
  },
};

/** x + 0, x − 0, x · 1, x / 1 → x;  0 − x → −x */
const neutral: Rule = {
  name: 'neutral-element',
  apply: (t) => {
    const [a, b] = t.inputs;
    if (!a || !b) return undefined;
    const keep = (x: Tensor) => (sameShape(x.shape, t.shape) ? x : undefined);
    switch (t.op.name) {
      case 'Add':
        return isScalar(a, 0) ? keep(b) : isScalar(b, 0) ? keep(a) : undefined;
      case 'Sub':
        return isScalar(b, 0) ? keep(a) : isScalar(a, 0) && keep(b) ? neg(b) : undefined;
      case 'Mul':
        return isScalar(a, 1) ? keep(b) : isScalar(b, 1) ? keep(a) : undefined;
      case 'Div':
        return isScalar(b, 1) ? keep(a) : undefined;
      default:
        return undefined;
    }
  },
};

/** −(−x) → x;  a + (−b) → a − b;  a − (−b) → a + b;  −(x · c) → x · (−c) */
const negation: Rule = {
  name: 'negation',
  apply: (t) => {
    const [a, b] = t.inputs;
    if (t.op.name === 'Neg') {
      if (a!.op.name === 'Neg') return a!.in(0);
      const c = a!.op.name === 'Mul' ? scalarFactor(a!) : undefined;
      return c ? mul(c.x, -c.value) : undefined;
    }
    if (b?.op.name !== 'Neg') return undefined;
    if (t.op.name === 'Add') return sub(a!, b.in(0));
    return t.op.name === 'Sub' ? add(a!, b.in(0)) : undefined;
  },
};

/** x · c with a constant scalar c, whichever side it stands on. */
export function scalarFactor(t: Tensor): { x: Tensor; value: number } | undefined {
  for (const [x, c] of [
    [t.in(0), t.in(1)],
    [t.in(1), t.in(0)],
  ] as const) {
    const v = constantValue(c);
    if (v && c.rank === 0 && sameShape(x.shape, t.shape)) return { x, value: v.data[0]! };
  }
  return undefined;
}

/** (x · c) · d → x · (c d) */
const joinFactors: Rule = {
  name: 'join-factors',
  apply: (t) => {
    if (t.op.name !== 'Mul') return undefined;
    const outer = scalarFactor(t);
    if (outer?.x.op.name !== 'Mul') return undefined;
    const inner = scalarFactor(outer.x);
    return inner && mul(inner.x, inner.value * outer.value);
  },
};

/** reshape(reshape(x)) → reshape(x);  transpose(transpose(x)) → transpose(x) or x */
const joinLayouts: Rule = {
  name: 'join-layouts',
  apply: (t) => {
    const x = t.inputs[0];
    if (!x || x.op !== t.op) return undefined;
    if (t.op.name === 'Reshape') return reshape(x.in(0), t.shape);
    if (t.op.name !== 'Transpose') return undefined;
    const [outer, inner] = [t.attributes.permutation, x.attributes.permutation] as [number[], number[]];
    return transpose(
      x.in(0),
      outer.map((p) => inner[p]!),
    );
  },
};

/** f(expand(a), b) → f(a, b), where broadcasting repeats a anyway */
const broadcast: Rule = {
  name: 'implicit-expand',
  apply: (t) => {
    if (!elementwise.has(t.op.name) || !t.inputs.some((x) => x.op.name === 'Expand')) return undefined;
    for (let i = 0; i < t.inputs.length; i++) {
      if (t.inputs[i]!.op.name !== 'Expand') continue;
      const shorter = withInput(t, i, t.in(i).in(0));
      if (shorter) return shorter;
    }
    return undefined;
  },
};
/** An operator of single elements with another input, where its result has the same shape as before. */
function withInput(t: Tensor, index: number, input: Tensor): Tensor | undefined {
  const inputs = t.inputs.map((x, k) => (k === index ? input : x));
  const shape = inputs.map((x) => x.shape).reduce((a, b) => broadcastShapes(t.op.name, a, b));
  return sameShape(shape, t.shape) ? new Tensor(t.op, inputs, t.attributes, t.shape, t.dtype) : undefined;
}
const elementwise = new Set(['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Max', 'Min', 'Where', 'Equal', 'Greater', 'Less']);

/** f(reshape(1-element x), b) → f(scalar x, b): a scalar broadcasts from any rank */
const scalars: Rule = {
  name: 'scalar-operand',
  apply: (t) => {
    if (!elementwise.has(t.op.name)) return undefined;
    const i = t.inputs.findIndex(
      (x) => x.op.name === 'Reshape' && x.in(0).rank === 0 && x.rank < t.rank + 1 && t.rank > 0,
    );
    if (i < 0) return undefined;
    return withInput(t, i, t.in(i).in(0));
  },
};

/** f(constant of one value, b) → f(that value, b), where b has the whole shape: nothing of a shape is left in the graph's constants */
const uniform: Rule = {
  name: 'uniform-operand',
  apply: (t) => {
    if (!elementwise.has(t.op.name)) return undefined;
    for (let i = 0; i < t.inputs.length; i++) {
      const v = constantValue(t.in(i));
      if (!v || v.shape.length === 0 || v.data.length === 0 || v.data.some((x) => !Object.is(x, v.data[0]))) continue;
      const one = constant({ shape: [], data: v.data.slice(0, 1) }, t.in(i).dtype);
      const shorter = withInput(t, i, one);
      if (shorter) return shorter;
    }
    return undefined;
  },
};

/** sum over axes of length 1 → reshape */
const emptySum: Rule = {
  name: 'sum-of-one',
  apply: (t) => {
    if (t.op.name !== 'ReduceSum' && t.op.name !== 'ReduceMax') return undefined;
    const axes = t.attributes.axes as number[];
    return axes.every((a) => t.in(0).shape[a] === 1) ? reshape(t.in(0), t.shape) : undefined;
  },
};

/** stopGradient(x) → x: gradients have been taken */
const dropStops: Rule = {
  name: 'drop-stops',
  apply: (t) => (t.op.name === 'StopGradient' ? t.in(0) : undefined),
};

/** x / c → x · (1 / c) for a constant c */
const divideByConstant: Rule = {
  name: 'divide-by-constant',
  apply: (t) => {
    if (t.op.name !== 'Div') return undefined;
    const v = constantValue(t.in(1));
    return v && t.in(1).rank === 0 && !constantValue(t.in(0)) ? mul(t.in(0), 1 / v.data[0]!) : undefined;
  },
};

/** Rewrites that shorten a graph without changing what it computes. */
export const simplifications: readonly Rule[] = [
  dropStops,
  foldConstants,
  neutral,
  negation,
  divideByConstant,
  joinFactors,
  joinLayouts,
  broadcast,
  scalars,
  emptySum,
];

/** The last rewrites, after which no factors are joined any more: every number stays what it is, to the bit. */
export const settlements: readonly Rule[] = [uniform, neutral];

import { anyBatch, reshape, sizeOf, sum, type Tensor } from '../../tensor/index.ts';
import type { Rule } from '../rewrite.ts';

/** Below this many rows one sum is as fast as two. */
const fewRows = 1024;

/** The divisor of n nearest to its root. */
function middleDivisor(n: number): number {
  let best = 1;
  for (let d = 1; d * d <= n; d++) if (n % d === 0) best = d;
  return best;
}

/** The axes of a sum, where they are the first ones of its operand and of known length. */
function leadingAxes(t: Tensor): number | undefined {
  const axes = t.attributes.axes as readonly number[];
  if (axes.some((a, i) => a !== i) || t.in(0).shape.includes(anyBatch)) return undefined;
  return axes.length;
}

/**
 * A long sum over the leading axes in two short ones:
 *
 *     sum(x [r · s, c], 0) → sum(sum(x [r, s, c], 1), 0)
 *
 * ONNX Runtime spreads the inner sums over its threads and adds whole rows: 0.3 ms in place of 1.9 for [50176, 64]. The
 * rounding errors of a sum grow with its length, so they become smaller too.
 */
const twoStages: Rule = {
  name: 'sum-in-two-stages',
  apply: (t) => {
    if (t.op.name !== 'ReduceSum') return undefined;
    const x = t.in(0);
    const leading = leadingAxes(t);
    if (leading === undefined) return undefined;
    const rows = sizeOf(x.shape.slice(0, leading));
    const inner = middleDivisor(rows);
    if (rows < fewRows || inner < 8) return undefined;
    const columns = sizeOf(x.shape.slice(leading));
    const first = sum(reshape(x, [rows / inner, inner, columns]), [1]);
    return reshape(sum(first, [0]), t.shape);
  },
};
export const sums: readonly Rule[] = [twoStages];

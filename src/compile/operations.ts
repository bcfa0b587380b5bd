import { sizeOf, type Tensor, topologicalOrder } from '../tensor/index.ts';
import { passes, trainingPlan } from './compile.ts';
import { rewrite } from './rewrite.ts';

/** Multiplications and additions of a graph's products, by operator. */
export interface Operations {
  readonly total: number;
  readonly byOperator: Readonly<Record<string, number>>;
}

/** 2·m·n·k, times the matrices of a batch: each value of y is a sum of k products. */
function ofProduct(y: Tensor): number {
  const a = y.in(0);
  const k = a.shape[a.rank - (y.attributes.transposeA ? 2 : 1)]!;
  return 2 * sizeOf(y.shape) * k;
}

/** 2·(values of the convolution's result)·(taps)·(channels / groups); its two gradients have the same products. */
const ofConvolution = (result: Tensor, kernel: Tensor): number =>
  2 * sizeOf(result.shape) * sizeOf(kernel.shape.slice(0, 3));

const counts: Readonly<Record<string, (y: Tensor) => number>> = {
  MatMul: ofProduct,
  Gemm: ofProduct,
  Conv2d: (y) => ofConvolution(y, y.in(1)),
  Conv2dInputGradient: (dx) => ofConvolution(dx.in(0), dx.in(1)),
  Conv2dKernelGradient: (dw) => ofConvolution(dw.in(1), dw),
};

/** Operations of one node: 0 where it is neither a matrix product nor a convolution nor a gradient of one. */
export const operationsOfNode = (t: Tensor): number => counts[t.op.name]?.(t) ?? 0;

/**
 * Operations of the matrix products and convolutions that these outputs need: 2·m·n·k, and
 * 2·(outputs)·(taps)·(channels / groups), taps beyond the border included. What only moves, adds or compares values is
 * not counted. Shapes have to be known, batch included.
 */
export function operationsOf(outputs: Readonly<Record<string, Tensor>>): Operations {
  const byOperator: Record<string, number> = {};
  let total = 0;
  for (const t of topologicalOrder(Object.values(outputs))) {
    const n = operationsOfNode(t);
    if (n === 0) continue;
    byOperator[t.op.name] = (byOperator[t.op.name] ?? 0) + n;
    total += n;
  }
  return { total, byOperator };
}

/**
 * The graph after the passes that save work and before the one that chooses a form for a runtime. Its operations are
 * the useful ones: what a lowering computes beyond them is waste.
 */
export function folded(outputs: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  const all = passes(trainingPlan);
  const before = all.slice(
    0,
    all.findIndex((pass) => pass.name === 'lower'),
  );
  const tensors = before.reduce<readonly Tensor[]>((list, pass) => rewrite(list, pass.rules), Object.values(outputs));
  return Object.fromEntries(Object.keys(outputs).map((name, i) => [name, tensors[i]!]));
}

import { RandomStream } from '../random/stream.ts';
import { add, grad, input, mul, type NDArray, ndarray, sizeOf, sum, type Tensor } from './index.ts';
import type { OperatorRow } from './operators.testing.ts';

/** A row's graphs up to second order, and values for all their inputs. */
export interface RowGraphs {
  readonly output: Tensor;
  /** Σ output · dy, and its gradients with respect to `wrt`. */
  readonly loss: Tensor | undefined;
  readonly wrt: readonly Tensor[];
  readonly first: readonly Tensor[];
  /** Σ first · dg, and its gradients with respect to `wrt2`: that is `wrt`, and the weights dy. */
  readonly loss2: Tensor | undefined;
  readonly wrt2: readonly Tensor[];
  readonly second: readonly Tensor[];
  readonly feeds: Readonly<Record<string, NDArray>>;
}

/** Random numbers that float32 holds exactly. */
const normal = (random: RandomStream, shape: readonly number[]) =>
  ndarray(shape, random.fillNormal(new Float32Array(sizeOf(shape))));

export function rowGraphs(row: OperatorRow): RowGraphs {
  const random = new RandomStream(1, row.name);
  const feeds: Record<string, NDArray> = {};
  const xs = row.inputs.map(({ shape, dtype, sample }, i) => {
    feeds[`x${i}`] = ndarray(shape, Float32Array.from(sample(random, sizeOf(shape))));
    return input(`x${i}`, shape, dtype);
  });
  const weighted = (name: string, y: Tensor) => {
    feeds[name] = normal(random, y.shape);
    const w = input(name, y.shape);
    return { w, total: sum(mul(y, w)) };
  };
  const output = row.build(...xs);
  const wrt = row.differentiable.map((i) => xs[i]!);
  if (wrt.length === 0)
    return { output, loss: undefined, wrt, first: [], loss2: undefined, wrt2: [], second: [], feeds };
  const { w: dy, total: loss } = weighted('dy', output);
  const first = grad(loss, wrt);
  if (!row.secondOrder) return { output, loss, wrt, first, loss2: undefined, wrt2: [], second: [], feeds };
  const loss2 = first.map((g, i) => weighted(`dg${i}`, g).total).reduce((a, b) => add(a, b));
  const wrt2 = [...wrt, dy];
  return { output, loss, wrt, first, loss2, wrt2, second: grad(loss2, wrt2), feeds };
}

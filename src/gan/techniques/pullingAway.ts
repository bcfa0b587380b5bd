import { z } from 'zod';
import { type NamedTensors, scheduleSchema } from '../../nn/index.ts';
import { add, div, matmul, mul, reshape, sizeOf, sqrt, square, sub, sum, type Tensor } from '../../tensor/index.ts';
import type { MoveScope } from '../game.ts';

/**
 * The pulling-away term (Zhao et al. 2017, EBGAN, section 2.4): the features that a layer of D finds in what G makes are
 * to point in directions of their own.
 */
export const pullingAwaySchema = z.strictObject({
  /** The layer: one of the outputs of D's network, beside its first. */
  layer: z.string(),
  /** A dial, 'pullingAway'. Default 0.1, the paper's. */
  weight: scheduleSchema.default(0.1),
});
export type PullingAway = z.output<typeof pullingAwaySchema>;

/**
 * 1 / (n (n − 1)) Σ_{i ≠ j} cos²(f_i, f_j), in [0, 1], for features [n, …] of n ≥ 2 examples. Features that are all 0
 * have no direction, and count as 0.
 */
export function likeness(features: Tensor): Tensor {
  const n = features.shape[0]!;
  const rows = reshape(features, [n, sizeOf(features.shape) / n]);
  const directions = div(rows, sqrt(add(sum(square(rows), [1], true), 1e-12)));
  const cosines = matmul(directions, directions, { transposeB: true });
  // without each one's likeness to itself, which is 1 or, of features that are 0, 0
  const own = square(sum(square(directions), [1]));
  return div(sub(sum(square(cosines)), sum(own)), n * (n - 1));
}

/** weight · `likeness` of D's outputs on what G made; reported as `pullingAway`, without the weight. */
export function pullingAwayTerm(scope: MoveScope, outputs: NamedTensors, { layer, weight }: PullingAway): Tensor {
  const alike = likeness(outputs[layer]!);
  scope.metric('pullingAway', alike);
  return mul(alike, scope.dial('pullingAway', weight));
}

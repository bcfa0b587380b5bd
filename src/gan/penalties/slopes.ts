import {
  add,
  grad,
  mul,
  reshape,
  type Shape,
  sizeOf,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from '../../tensor/index.ts';
import { ofDecisions } from '../losses/meanOfEach.ts';
import type { PenaltyScope } from './penalty.ts';

/** Examples as a point of their own to take slopes at: where D is played ahead, its weights come from the real ones too. */
export const pointOf = (examples: Tensor): Tensor => mul(examples, 1);

/** ‖∇ₓD‖² of each decision that D makes on `examples`, [decisions], by judging them once more. */
export function squaredSlopes({ judge }: Pick<PenaltyScope, 'judge'>, examples: Tensor, name: string): Tensor {
  const x = pointOf(examples);
  return squaredSlopesAt(x, judge(x, name));
}

/**
 * ‖∇ₓD‖² of each decision, [decisions], from D's `scores` of the examples at the point `x`: over the one example that it
 * judges, or over all that are packed into it. Of a D that judges patch by patch it is the slope of their average, the value
 * of D in its loss.
 */
export function squaredSlopesAt(x: Tensor, scores: Tensor): Tensor {
  // a decision depends on its own examples alone, so the slope of the sum holds the slopes of all
  const [slope] = grad(sum(ofDecisions(scores)), [x]);
  const decisions = scores.shape[0]!;
  return sum(square(reshape(slope!, [decisions, sizeOf(x.shape) / decisions])), [1]);
}

/** ‖∇ₓD‖ of each decision; the small number gives √ a slope where D has none. */
export const slopesOf = (scope: PenaltyScope, examples: Tensor, name: string): Tensor =>
  sqrt(add(squaredSlopes(scope, examples, name), 1e-12));

/** u · real + (1 − u) · fake, with one u ~ U[0, 1) for each decision. */
export function between({ real, fake, random, scores }: PenaltyScope): Tensor {
  const decisions = scores.real.shape[0]!;
  const grouped = (t: Tensor): Tensor => reshape(t, [decisions, sizeOf(t.shape) / decisions]);
  const u = random('between', 'uniform', [decisions, 1]);
  return reshape(add(mul(grouped(real), u), mul(grouped(fake), sub(1, u))), real.shape as Shape);
}

import { add, greater, less, mean, mul, type Tensor, toFloat } from '../../tensor/index.ts';
import type { MoveScope } from '../game.ts';
import type { AdversarialLoss } from '../losses/index.ts';

export type Side = 'Real' | 'Fake';
type Metrics = Readonly<Record<string, Tensor>>;

/** What D says of one side of a batch, and what its loss makes of it. */
export interface JudgedSide {
  readonly scores: Tensor;
  /** Of D's loss, for each example or patch. */
  readonly terms: Tensor;
  /** P(real), where the loss has it. */
  readonly p: Tensor | undefined;
}

/** Reports how D did on one side, under names that begin with `prefix`, and returns its loss there: the mean of `terms`. */
export function judged(
  scope: Pick<MoveScope, 'metric'>,
  { reportsScores }: AdversarialLoss,
  side: Side,
  { scores, terms, p }: JudgedSide,
  prefix = '',
): Tensor {
  const value = mean(terms);
  scope.metric(`${prefix}loss${side}`, value);
  if (p) {
    scope.metric(`${prefix}d${side}`, mean(p));
    scope.metric(`${prefix}accuracy${side}`, mean(toFloat(side === 'Real' ? greater(p, 0.5) : less(p, 0.5))));
  }
  if (reportsScores) scope.metric(`${prefix}score${side}`, mean(scores));
  return value;
}

/** D's loss as a whole, P(real), accuracies and scores where the loss has them, then what else was reported. */
export function reportOf(metrics: Metrics, scale: number): Record<string, Tensor> {
  const { lossReal, lossFake, gLoss, dReal, dFake, accuracyReal, accuracyFake, scoreReal, scoreFake, ...rest } =
    metrics;
  return {
    ...(lossReal && lossFake && { dLoss: mul(add(lossReal, lossFake), scale) }),
    gLoss: gLoss!,
    ...(dReal && dFake && { dReal, dFake }),
    ...(accuracyReal &&
      accuracyFake && {
        dAccuracy: mul(add(accuracyReal, accuracyFake), 0.5),
        dAccuracyReal: accuracyReal,
        dAccuracyFake: accuracyFake,
      }),
    ...(scoreReal && scoreFake && { scoreReal, scoreFake }),
    ...rest,
  };
}

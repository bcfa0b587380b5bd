import type { z } from 'zod';
import type { Tensor } from '../../tensor/index.ts';
import type { GanParts } from '../checks/parts.ts';
import type { WarningRow } from '../checks/warning.ts';

/** What a loss may ask for beside the scores. */
export interface LossScope {
  /** Fresh U[0, 1) of the scores' shape. */
  random(name: string): Tensor;
  /** A scalar that is kept from step to step; `initial` before the first. */
  state(name: string, initial: number): Tensor;
  /** What it is from the next move on. */
  setState(name: string, value: Tensor): void;
  /** A scalar that is reported. */
  metric(name: string, value: Tensor): void;
}

/** A tensor for real examples, and one for generated ones. */
export interface Sides {
  readonly real: Tensor;
  readonly fake: Tensor;
}

interface Common {
  /** Whether real examples get high scores; false where labels are exchanged, or scores are errors. */
  readonly realIsHigh: boolean;
  /**
   * What D's two terms are multiplied with where D learns from both at once: 1 for the sum that most papers write,
   * ½ for their mean. D's penalties are multiplied with it too, so that their published weights keep their meaning.
   */
  readonly scale: number;
  /** Whether scores are reported: where P(real) says less than they do, or there is none. */
  readonly reportsScores: boolean;
  /**
   * Where D is an autoencoder: the score [n, 1] of each example from D's input and D's output, which has the input's
   * shape. Absent: D's output is the score.
   */
  readonly reconstructionError?: (x: Tensor, reconstruction: Tensor) => Tensor;
}

/** A loss that judges every example on its own. All results have a term for each example, to be averaged and lowered. */
export interface LossOfOne extends Common {
  readonly sees: 'one';
  /** D's loss on real examples. */
  real(scores: Tensor, scope: LossScope): Tensor;
  /** D's loss on generated examples. */
  fake(scores: Tensor, scope: LossScope): Tensor;
  /** G's loss, from D's scores on what G made. */
  generator(fakeScores: Tensor, scope: LossScope): Tensor;
  /** P(real) as D sees it. Absent: scores of this loss mean no probability. */
  readonly probabilityReal?: (scores: Tensor) => Tensor;
  /**
   * Whether G raises what D lowers, all of it. D's term for real examples is left out of `generator`, as G has no part in
   * it; that changes where G looks at a D in advance, who will have learned from what G makes.
   */
  readonly zeroSum?: boolean;
}

/** A loss that compares real examples with generated ones. */
export interface LossOfBoth extends Common {
  readonly sees: 'both';
  /** D's loss: a term for each example. */
  discriminator(scores: Sides): Sides;
  /** G's loss: a scalar. */
  generator(scores: Sides): Tensor;
  /** P(real) in comparison with the other side. */
  probabilityReal(scores: Sides): Sides;
  /** Whether example i is compared with example i alone, so that both sides have to have as many. */
  readonly paired: boolean;
}

/** An adversarial loss: pure functions of D's scores [n, 1]. */
export type AdversarialLoss = LossOfOne | LossOfBoth;

/** A kind of loss: its JSON, and what it computes. */
export interface LossDefinition<S extends z.ZodType> {
  readonly schema: S;
  of(config: z.output<S>): AdversarialLoss;
  /** What of its settings, or beside it, works against itself. Default: nothing. */
  warnings?(config: z.output<S>, parts: GanParts): readonly WarningRow[];
}

/** Defines a kind of loss. */
export const defineLoss = <S extends z.ZodType>(definition: LossDefinition<S>): LossDefinition<S> => definition;

/** The options of a loss's constructor: all of its schema but the type. */
export type LossOptions<S extends z.ZodType> = Omit<z.input<S>, 'type'>;

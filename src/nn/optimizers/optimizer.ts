import { z } from 'zod';
import type { Shape, Tensor } from '../../tensor/index.ts';
import { type Schedule, scheduleSchema } from '../schedules.ts';

/** Options that all optimizers have. */
export const commonOptions = (learningRate: number) => ({
  /** A number or a schedule; evaluated on the host and fed at every step. */
  learningRate: scheduleSchema.default(learningRate),
  /**
   * Limits gradients before the update: each component to ±`value`, or all together to an L2 norm of `norm` over the
   * parameters that are updated together. Default: neither.
   */
  clip: z
    .union([z.strictObject({ value: z.number().positive() }), z.strictObject({ norm: z.number().positive() })])
    .optional(),
  /** Limits every parameter to ±this after the update, as the first WGAN does (Arjovsky et al. 2017). Default: not. */
  weightLimit: z.number().positive().optional(),
});

/** What an update works with: the parameters and their gradients by name, and slots for what it remembers. */
export interface UpdateInputs {
  readonly parameters: Readonly<Record<string, Tensor>>;
  readonly gradients: Readonly<Record<string, Tensor>>;
  /** A scalar. */
  readonly learningRate: Tensor;
  /** A scalar of the training that follows a schedule. */
  dial(name: string, schedule: Schedule): Tensor;
  /** What the optimizer remembers from the step before; `initial` before the first. */
  slot(name: string, shape: Shape, initial: number): Tensor;
  /** What it remembers for the next step. */
  setSlot(name: string, next: Tensor): void;
}

/** The new value of one parameter. */
export type Rule = (parameter: Tensor, gradient: Tensor, name: string) => Tensor;

/** A kind of optimizer: its options, and its rule for one step over all parameters. */
export interface OptimizerDefinition<S extends z.ZodType> {
  readonly schema: S;
  /** Called once a step; what is common to all parameters is computed here. */
  rule(config: z.output<S>, inputs: UpdateInputs): Rule;
}

export const defineOptimizer = <S extends z.ZodType>(definition: OptimizerDefinition<S>): OptimizerDefinition<S> =>
  definition;

import { z } from 'zod';
import { type NoiseKind, scheduleSchema } from '../../nn/index.ts';
import type { Shape, Tensor } from '../../tensor/index.ts';
import type { Amounts, GanParts } from '../checks/parts.ts';
import type { Sides } from '../losses/index.ts';
import type { DialValue } from '../step/dial.ts';

/** What a penalty of D is written with. Examples are as they are before anything augments or packs them for D. */
export interface PenaltyScope {
  readonly real: Tensor;
  /** Generated examples, through which no gradient reaches G. */
  readonly fake: Tensor;
  /** D's scores in this very update. */
  readonly scores: Sides;
  /** The latents that `fake` was made from. */
  readonly latents: Tensor;
  /** What G makes of other latents. */
  make(latents: Tensor): Tensor;
  /** ‖∇D‖² of each decision that D makes on one side, [decisions]: where it can be, from the scores of this very update. */
  squaredSlopes(side: keyof Sides): Tensor;
  /** D's scores of other examples; `name` tells the random numbers of several apart. */
  judge(examples: Tensor, name: string): Tensor;
  /** Fresh random numbers. */
  random(name: string, kind: NoiseKind, shape: Shape): Tensor;
  dial(name: string, value: DialValue): Tensor;
  /** A scalar that is kept from step to step. */
  state(name: string, initial: number): Tensor;
  setState(name: string, value: Tensor): void;
}

/** What a penalty adds to G's loss is written with. */
export type GeneratorPenaltyScope = Pick<PenaltyScope, 'latents' | 'make' | 'random' | 'dial'> & {
  /** What G made of the latents. */
  readonly made: Tensor;
  /** Reports a value of G's part. */
  metric(value: Tensor): void;
};

/** Options that all penalties have. */
export const commonOptions = (weight: number) => ({
  /** A number or a schedule; a dial. */
  weight: scheduleSchema.default(weight),
  /** Computed on every so many steps alone, and then as many times as strong. Default 1: always. */
  every: z.int().positive().default(1),
});

/** A kind of penalty: its JSON, and what it computes. Values are scalars that `weight` is still to multiply. */
export interface PenaltyDefinition<S extends z.ZodType> {
  readonly schema: S;
  /** Where it is a function of D's slope with respect to each example: the slope that it asks for. */
  slope?(config: z.output<S>): Slope;
  /** The side at whose very examples it takes that slope, if it does. */
  readonly at?: keyof Sides;
  /** Whether it takes something of the batch as a whole, and so is no mean over examples. */
  readonly ofBatch?: boolean;
  value(config: z.output<S>, scope: PenaltyScope): Tensor;
  /** A part of G's loss, its weight included. */
  generator?(config: z.output<S>, scope: GeneratorPenaltyScope): Tensor;
  /** Of its settings beside the weight, the numbers that mean nothing below 0, by their names. */
  amounts?(config: z.output<S>): Amounts;
  /** Throws where it does not go together with the other parts, by `refuse`; `where` is its place. */
  check?(config: z.output<S>, parts: GanParts, where: string): void;
}

/** The slope that a penalty asks of D. */
export type Slope = 0 | 1 | 'at most 1';

/** Defines a kind of penalty. */
export const definePenalty = <S extends z.ZodType>(definition: PenaltyDefinition<S>): PenaltyDefinition<S> =>
  definition;

/** The options of a penalty's constructor: all of its schema but the type. */
export type PenaltyOptions<S extends z.ZodType> = Omit<z.input<S>, 'type'>;

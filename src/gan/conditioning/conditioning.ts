import type { z } from 'zod';
import { describe } from '../../nn/index.ts';
import { checkFeatures } from '../checks/features.ts';
import type { Amounts, GanParts } from '../checks/parts.ts';
import { refuse } from '../checks/refuse.ts';
import type { Told } from '../games/kind.ts';
import type { Condition, Players } from './condition.ts';

/** A kind of conditioning: its JSON, who is told what, and what that adds to the moves. */
export interface ConditioningDefinition<S extends z.ZodType> {
  readonly schema: S;
  /** What is told, in a word: 'class'. */
  readonly noun: string;
  /** The input of a network, after its first, through which it is told. */
  readonly input: string;
  /** The players that are told. */
  readonly tells: readonly ('generator' | 'discriminator')[];
  /** What a generator is told when it is used alone. Default: a class. */
  told?(config: z.output<S>): Told;
  condition(config: z.output<S>, players: Players): Condition;
  /** Of its settings, the numbers that mean nothing below 0. */
  amounts?(config: z.output<S>): Amounts;
  /** Throws where it does not go together with the networks, by `refuse`. */
  check(config: z.output<S>, parts: GanParts): void;
}

/** Defines a kind of conditioning. */
export const defineConditioning = <S extends z.ZodType>(
  definition: ConditioningDefinition<S>,
): ConditioningDefinition<S> => definition;

/** The options of a conditioning's constructor: all of its schema but the type. */
export type ConditioningOptions<S extends z.ZodType> = Omit<z.input<S>, 'type'>;

/** What D says of classes or codes is an output of its own, beside the score. */
export function checkHead(type: string, output: string, { discriminator }: GanParts): void {
  checkFeatures(output, discriminator, `${type} reads`, 'conditioning');
  if (Object.keys(describe(discriminator.network).outputShapes)[0] === output)
    refuse(
      'output-order',
      `the discriminator's first output is its score, and '${output}' stands there`,
      'discriminator.network',
      `network(…, { outputs: ['score', '${output}'] })`,
    );
}

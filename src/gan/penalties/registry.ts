import { z } from 'zod';
import type { Amounts, GanParts } from '../checks/parts.ts';
import { consistencyPenalty } from './consistency.ts';
import { draganPenalty } from './dragan.ts';
import { gradientPenaltyPenalty } from './gradientPenalty.ts';
import { latentConsistencyPenalty } from './latentConsistency.ts';
import { lecamPenalty } from './lecam.ts';
import type { PenaltyDefinition, Slope } from './penalty.ts';
import { r1Penalty } from './r1.ts';
import { r2Penalty } from './r2.ts';
import { zeroCenteredPenalty } from './zeroCentered.ts';

const definitions = [
  gradientPenaltyPenalty,
  draganPenalty,
  r1Penalty,
  r2Penalty,
  zeroCenteredPenalty,
  consistencyPenalty,
  latentConsistencyPenalty,
  lecamPenalty,
] as const;

type Schemas<T extends readonly { readonly schema: z.ZodType }[]> = { -readonly [K in keyof T]: T[K]['schema'] };

/** The schema of a penalty in JSON. */
export const penaltySchema = z.discriminatedUnion(
  'type',
  definitions.map((d) => d.schema) as unknown as Schemas<typeof definitions>,
);
/** A penalty with its settings: plain JSON, made by `r1()`, `gradientPenalty()`, … */
export type Penalty = z.output<typeof penaltySchema>;

/** Every kind of penalty, by the type that its JSON carries. */
export const penaltyTypes: ReadonlyMap<string, PenaltyDefinition<z.ZodType>> = new Map(
  definitions.map((d) => [d.schema.shape.type.value, d as unknown as PenaltyDefinition<z.ZodType>]),
);

const definitionOf = ({ type }: Penalty) => penaltyTypes.get(type)!;

/** The slope that a penalty asks of D; undefined where it is no function of slopes. */
export const slopeOf = (penalty: Penalty): Slope | undefined => definitionOf(penalty).slope?.(penalty);

/**
 * Whether penalties take slopes at both sides on the same steps, so that one gradient of a batch of both gives them. Of one
 * side alone a batch of its own costs less than the gradient of the other half.
 */
export function takeBothSlopes(penalties: readonly Penalty[]): boolean {
  const every = (side: 'real' | 'fake') => penalties.filter((p) => definitionOf(p).at === side).map((p) => p.every);
  return every('real').some((n) => every('fake').includes(n));
}

/** Of the settings of penalties, the numbers that mean nothing below 0. */
export const amountsOfPenalties = (penalties: readonly Penalty[]): Amounts =>
  Object.fromEntries(
    penalties.flatMap((penalty, i) =>
      Object.entries({ weight: penalty.weight, ...definitionOf(penalty).amounts?.(penalty) }).map(([name, amount]) => [
        `penalties[${i}].${name}`,
        amount,
      ]),
    ),
  );

/** Throws where a penalty does not go together with the other parts. */
export const checkPenalties = (penalties: readonly Penalty[], parts: GanParts): void =>
  penalties.forEach((penalty, i) => {
    definitionOf(penalty).check?.(penalty, parts, `penalties[${i}]`);
  });

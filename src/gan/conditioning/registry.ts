import { z } from 'zod';
import type { Network } from '../../nn/index.ts';
import type { Amounts, GanParts } from '../checks/parts.ts';
import { refuse } from '../checks/refuse.ts';
import type { WarningRow } from '../checks/warning.ts';
import type { Told } from '../games/kind.ts';
import { acGanConditioning } from './acGan.ts';
import { type Condition, type Players, unconditional } from './condition.ts';
import type { ConditioningDefinition } from './conditioning.ts';
import { infoGanConditioning } from './infoGan.ts';
import { labelsConditioning } from './labels.ts';

const definitions = [labelsConditioning, acGanConditioning, infoGanConditioning] as const;

/** The schema of conditioning in JSON. */
export const conditioningSchema = z.discriminatedUnion('type', [
  labelsConditioning.schema,
  acGanConditioning.schema,
  infoGanConditioning.schema,
]);
export type Conditioning = z.output<typeof conditioningSchema>;

const definitionOf = ({ type }: Conditioning) =>
  definitions.find(({ schema }) => schema.shape.type.value === type) as unknown as ConditioningDefinition<
    z.ZodType<Conditioning>
  >;

/** What conditioning adds to the moves. */
export const conditionOf = (conditioning: Conditioning | undefined, players: Players): Condition =>
  conditioning ? definitionOf(conditioning).condition(conditioning, players) : unconditional;

/** What a generator is told when it is used alone, where that is no class. */
export const toldBy = (conditioning: Conditioning | undefined): Told | undefined =>
  conditioning && definitionOf(conditioning).told?.(conditioning);

/** Of its settings, the numbers that mean nothing below 0. */
export const amountsOfConditioning = (conditioning: Conditioning): Amounts =>
  definitionOf(conditioning).amounts?.(conditioning) ?? {};

/** Throws where conditioning does not go together with the other parts. */
export function checkConditioning(conditioning: Conditioning, parts: GanParts): void {
  const { noun, check } = definitionOf(conditioning);
  if (parts.packing > 1)
    refuse(
      'packed-labels',
      `a pack of examples has no one ${noun} that D could be told or could name`,
      'packing',
      'leave packing or conditioning out',
    );
  check(conditioning, parts);
}

/** Of networks that are told something and do not listen. */
export function conditioningWarnings(conditioning: Conditioning, parts: GanParts): WarningRow[] {
  const { input, tells } = definitionOf(conditioning);
  return tells.map((name) => [
    !reads(parts[name].network, input),
    `the ${name} has an input '${input}', and none of its layers reads it`,
    `what it is told changes nothing; name '${input}' in the inputs of a layer, as in concat([previous(), '${input}'])`,
  ]);
}

/** Whether a layer takes this input; the first takes all where it names none. */
const reads = ({ layers }: Network, input: string): boolean =>
  layers.some(({ inputs }, i) => (inputs ? inputs.includes(input) : i === 0));

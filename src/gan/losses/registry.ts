import { z } from 'zod';
import type { GanParts } from '../checks/parts.ts';
import type { WarningRow } from '../checks/warning.ts';
import { beganLoss } from './began.ts';
import { crossEntropyLoss } from './crossEntropy.ts';
import { dualContrastiveLoss } from './dualContrastive.ts';
import { ebganLoss } from './ebgan.ts';
import { hingeLoss } from './hinge.ts';
import { leastSquaresLoss } from './leastSquares.ts';
import type { AdversarialLoss, LossDefinition } from './loss.ts';
import { minimaxLoss } from './minimax.ts';
import { relativisticAverageLoss } from './relativisticAverage.ts';
import { relativisticPairedLoss } from './relativisticPaired.ts';
import { wassersteinLoss } from './wasserstein.ts';

const definitions = [
  crossEntropyLoss,
  minimaxLoss,
  leastSquaresLoss,
  wassersteinLoss,
  hingeLoss,
  relativisticAverageLoss,
  relativisticPairedLoss,
  dualContrastiveLoss,
  beganLoss,
  ebganLoss,
] as const;

type Schemas<T extends readonly { readonly schema: z.ZodType }[]> = { -readonly [K in keyof T]: T[K]['schema'] };

/** The schema of a loss in JSON. */
export const lossSchema = z.discriminatedUnion(
  'type',
  definitions.map((d) => d.schema) as unknown as Schemas<typeof definitions>,
);
/** A loss with its settings: plain JSON, made by `crossEntropy()`, `hinge()`, … */
export type Loss = z.output<typeof lossSchema>;

/** Every kind of loss, by the type that its JSON carries. */
export const lossTypes: ReadonlyMap<string, LossDefinition<z.ZodType>> = new Map(
  definitions.map((d) => [d.schema.shape.type.value, d as unknown as LossDefinition<z.ZodType>]),
);

/** What a loss in JSON computes. */
export const adversarialLoss = (loss: Loss): AdversarialLoss => lossTypes.get(loss.type)!.of(loss);

/** What of a loss, or beside it, works against itself. */
export const lossWarnings = (loss: Loss, parts: GanParts): readonly WarningRow[] =>
  lossTypes.get(loss.type)!.warnings?.(loss, parts) ?? [];

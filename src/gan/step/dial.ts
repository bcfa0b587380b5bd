import { z } from 'zod';
import { emaDecayAt, halfLifeDecayAt, scheduleAt, scheduleSchema } from '../../nn/index.ts';

/**
 * A scalar over the training: a schedule; the decay of a moving average, with its warm-up, or by its half-life; or what
 * rises from 0 to 1 over `steps` steps when `from` are done.
 */
export const dialSchema = z.union([
  scheduleSchema,
  z.strictObject({ emaDecay: z.number() }).readonly(),
  z.strictObject({ halfLife: scheduleSchema }).readonly(),
  z
    .strictObject({ rises: z.strictObject({ from: z.int().nonnegative(), steps: z.int().positive() }).readonly() })
    .readonly(),
]);
export type DialValue = z.output<typeof dialSchema>;

/** `{ every }`: 1 on the steps that it divides, counted from 0, and 0 on the others. */
export const gateSchema = z.strictObject({ every: z.int().positive() }).readonly();
export type Gate = z.output<typeof gateSchema>;

/** What a dial stands at before step `step` (from 0) of a training of `totalSteps`. */
export function dialAt(value: DialValue | Gate, step: number, totalSteps: number): number {
  if (typeof value === 'number') return value;
  if ('every' in value) return step % value.every === 0 ? 1 : 0;
  if ('emaDecay' in value) return emaDecayAt(value.emaDecay, step);
  if ('halfLife' in value) return halfLifeDecayAt(value.halfLife, step, totalSteps);
  if ('rises' in value) return Math.min(1, Math.max(0, (step - value.rises.from) / value.rises.steps));
  return scheduleAt(value, step, totalSteps);
}

/** The names of learning rates end so, behind that of their player. */
export const rateEnding = '/learningRate';

/** What has changed while it trained, from step `step` (from 0) on. */
export interface DialChange {
  readonly step: number;
  /** Values by the names of dials. */
  readonly values: Readonly<Record<string, DialValue>>;
  /** Steps over which schedules go that have no length of their own. */
  readonly scheduleSteps?: number | undefined;
  /** What learning rates are multiplied by, whatever they are. */
  readonly rateFactor?: number | undefined;
  /** All that is random is drawn anew from there on, as the first, the second … time that this happens. */
  readonly redraw?: number | undefined;
}

/** What a dial stands at before step `step`, after changes in the order in which they were made. */
export function changedDialAt(
  { name, value }: { readonly name: string; readonly value: DialValue | Gate },
  step: number,
  scheduleSteps: number,
  changes: readonly DialChange[] = [],
): number {
  const made = changes.filter((change) => change.step <= step);
  const last = made.findLastIndex(({ values }) => Object.hasOwn(values, name));
  const now = made[last]?.values[name] ?? value;
  const length = made.findLast((change) => change.scheduleSteps !== undefined)?.scheduleSteps ?? scheduleSteps;
  const factor = name.endsWith(rateEnding)
    ? made.slice(Math.max(0, last)).reduce((product, { rateFactor = 1 }) => product * rateFactor, 1)
    : 1;
  return factor * dialAt(now, step, length);
}

/** How often all that is random has been drawn anew before step `step`. */
export const redrawAt = (step: number, changes: readonly DialChange[] = []): number =>
  changes.findLast((change) => change.redraw !== undefined && change.step <= step)?.redraw ?? 0;

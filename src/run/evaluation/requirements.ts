import type { Values } from '../../metrics/metric.ts';
import { type Requirement, valuesByName } from '../../metrics/requirement.ts';

/** What was required of a measurement, and whether it holds. */
export interface HeldTo {
  readonly requirements: readonly { readonly require: string; readonly value: number; readonly met: boolean }[];
  /** Whether all hold. */
  readonly met: boolean;
}

/** Holds numbers to what is required of them. */
export function heldTo(require: readonly Requirement[], metrics: Readonly<Record<string, Values>>): HeldTo {
  const values = valuesByName(metrics);
  const requirements = require.map(({ text, name, holds }) => {
    const value = values.get(name)!;
    return { require: text, value, met: holds(value) };
  });
  return { requirements, met: requirements.every(({ met }) => met) };
}

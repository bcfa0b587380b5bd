import { DuelError } from '../errors.ts';
import type { Values } from './metric.ts';

/** A condition on a run: `modes>=8`. */
export interface Requirement {
  readonly text: string;
  /** A value's name, or METRIC.NAME where more than one metric gives it. */
  readonly name: string;
  readonly holds: (value: number) => boolean;
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
};

/** Reads `NAME>=NUMBER`; the comparison is one of >= <= > < ==. Throws a usage error. */
export function parseRequirement(text: string): Requirement {
  const [, name, comparison, number] = /^\s*([\w.]+)\s*(>=|<=|==|>|<)\s*(\S+)\s*$/.exec(text) ?? [];
  const bound = Number(number);
  if (name === undefined || Number.isNaN(bound))
    throw new DuelError('usage', 'eval/requirement', `'${text}' is no requirement`, {
      where: `--require '${text}'`,
      fix: "NAME, one of >= <= > < ==, and a number: --require 'modes>=8'",
    });
  return { text: text.trim(), name, holds: (value) => comparisons[comparison!]!(value, bound) };
}

/** The numbers of several metrics by name, each also as METRIC.NAME; a name that two give stands only so. */
export function valuesByName(results: Readonly<Record<string, Values>>): Map<string, number> {
  const found = new Map<string, number>();
  const twice = new Set<string>();
  for (const [metric, values] of Object.entries(results))
    for (const [name, value] of Object.entries(values)) {
      if (typeof value !== 'number') continue;
      if (found.has(name)) twice.add(name);
      found.set(name, value);
      found.set(`${metric}.${name}`, value);
    }
  for (const name of twice) found.delete(name);
  return found;
}

/** Throws a usage error where a requirement names none of the numbers that there will be. */
export function checkRequirements(requirements: readonly Requirement[], names: readonly string[]): void {
  const shortest = names.filter((name) => !names.includes(name.split('.')[1]!));
  for (const { name, text } of requirements)
    if (!names.includes(name))
      throw new DuelError('usage', 'eval/unknown-value', `nothing that is measured here is called '${name}'`, {
        where: `--require '${text}'`,
        fix: `use one of ${shortest.join(', ')}`,
      });
}

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

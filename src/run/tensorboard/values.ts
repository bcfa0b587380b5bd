import { comparableResults, type KeptProtocol, protocolWords } from '../evaluation/comparable.ts';
import type { KeptEvaluation } from '../evaluation/evaluationFile.ts';
import type { ScalarValue } from './event.ts';

/**
 * What a line of metrics.jsonl says, as TensorBoard has it: `training/dLoss`, `rate/generator`, `speed/imagesPerSecond`. Null
 * is how JSON writes NaN.
 */
export function valuesOfStep({
  step: _,
  rates,
  imagesPerSecond,
  ...metrics
}: Readonly<Record<string, unknown>>): ScalarValue[] {
  const named = (group: string, values: unknown): ScalarValue[] =>
    typeof values !== 'object' || values === null
      ? []
      : Object.entries(values).flatMap(([name, value]) =>
          typeof value === 'number' || value === null ? [{ tag: `${group}/${name}`, value: value ?? Number.NaN }] : [],
        );
  return [...named('training', metrics), ...named('rate', rates), ...named('speed', { imagesPerSecond })];
}

/**
 * What metrics gave, by step: `fid/low (b72f050056eaab98)`, with how it was measured beside it. The protocol is part of the name,
 * so that numbers that do not compare are never in one curve.
 */
export function valuesOfEvaluations(evaluations: readonly KeptEvaluation[]): Map<number, ScalarValue[]> {
  const byStep = new Map<number, ScalarValue[]>();
  for (const { metric, protocol, results } of comparableResults(evaluations))
    for (const { step, values } of results) {
      const how = protocol ? nameOf(protocol) : `not recorded, step ${step}`;
      const found = Object.entries(values).flatMap(([name, value]) =>
        typeof value === 'number'
          ? [{ tag: `${metric}/${name} (${how})`, value, about: protocol && protocolWords(protocol) }]
          : [],
      );
      byStep.set(step, [...(byStep.get(step) ?? []), ...found]);
    }
  return byStep;
}

function nameOf({ protocol, n, seeds, raw }: KeptProtocol): string {
  const isUsual = seeds === `0-${n - 1}`;
  return [protocol ?? n, ...(isUsual ? [] : [seeds]), ...(raw ? ['raw'] : [])].join(', ');
}

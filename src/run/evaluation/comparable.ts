import { z } from 'zod';
import type { Values } from '../../metrics/metric.ts';
import type { KeptEvaluation } from './evaluationFile.ts';

const text = z.string().max(1000);
const measuredSchema = z.object({
  n: z.int().nonnegative(),
  seeds: text,
  raw: z.boolean(),
  protocol: text.optional(),
  judge: z
    .object({ run: text, step: z.number(), hash: text, task: text.optional(), accuracy: z.number().optional() })
    .optional(),
  reals: z.object({ n: z.number(), of: text, split: text, fingerprint: text }).optional(),
});
/** How a number was measured, as its file says. */
export type KeptProtocol = z.output<typeof measuredSchema>;

/** What a metric gave at some steps, all measured alike. */
export interface ComparableResults {
  readonly metric: string;
  /** Undefined where the file does not say how: such a result stands alone. */
  readonly protocol: KeptProtocol | undefined;
  /** By step. */
  readonly results: readonly { readonly step: number; readonly values: Values }[];
}

/**
 * A run's evaluations in sets of numbers that may be compared: of one metric, by one judge, beside the same real examples,
 * as many samples of the same seeds, by the same kind of weights. Metrics come in the order in which they were first kept.
 */
export function comparableResults(evaluations: readonly KeptEvaluation[]): ComparableResults[] {
  const groups = new Map<
    string,
    { metric: string; protocol: KeptProtocol | undefined; results: ComparableResults['results'][number][] }
  >();
  for (const { step, metrics } of evaluations)
    for (const [metric, { measured, ...values }] of Object.entries(metrics)) {
      const { data: protocol } = measuredSchema.safeParse(measured);
      const key = JSON.stringify([metric, protocol ? identityOf(protocol) : { step }]);
      const group = groups.get(key) ?? { metric, protocol, results: [] };
      group.results.push({ step, values: numbersOf(values) });
      groups.set(key, group);
    }
  const order = [...new Set(Array.from(groups.values(), ({ metric }) => metric))];
  return [...groups.values()].sort((a, b) => order.indexOf(a.metric) - order.indexOf(b.metric));
}

const identityOf = ({ protocol, n, seeds, raw, judge, reals }: KeptProtocol) => [
  ...[protocol, n, seeds, raw, judge?.hash, reals?.n, reals?.fingerprint],
];

/** Classes and modes are some thousand at most. */
const mostNumbers = 5000;

/** The numbers of what a file holds, and its lists of numbers; null is how JSON writes NaN. */
function numbersOf(values: Readonly<Record<string, unknown>>): Values {
  const number = (value: unknown) => (typeof value === 'number' ? value : value === null ? Number.NaN : undefined);
  const entries = Object.entries(values).flatMap(([name, value]): [string, number | number[]][] => {
    const single = number(value);
    if (single !== undefined) return [[name, single]];
    if (!Array.isArray(value) || value.length > mostNumbers) return [];
    const list = value.map(number);
    return list.some((one) => one === undefined) ? [] : [[name, list as number[]]];
  });
  return Object.fromEntries(entries);
}

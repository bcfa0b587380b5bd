import { z } from 'zod';
import type { Values } from '../../metrics/metric.ts';
import { metrics } from '../../metrics/registry.ts';
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
  extractor: z
    .object({ file: text, sha256: text, network: text.optional(), output: text, width: z.number() })
    .optional(),
  reals: z.object({ n: z.number(), of: text, split: text, fingerprint: text }).optional(),
});
/** How a number was measured, as its file says. */
export type KeptProtocol = z.output<typeof measuredSchema>;

const neighboursSchema = z
  .array(z.object({ seed: z.number(), distances: z.array(z.number()).max(20) }))
  .min(1)
  .max(50);
/** Samples whose nearest examples a picture shows, a row for each. */
export interface KeptNeighbours {
  readonly step: number;
  readonly metric: string;
  readonly protocol: KeptProtocol | undefined;
  readonly values: Values;
  readonly rows: z.output<typeof neighboursSchema>;
}

/** Those of the newest step that has any. */
export function newestNeighbours(evaluations: readonly KeptEvaluation[]): KeptNeighbours | undefined {
  for (const { step, metrics } of evaluations.toReversed())
    for (const [metric, { measured, neighbours, ...values }] of Object.entries(metrics)) {
      const { data: rows } = neighboursSchema.safeParse(neighbours);
      const { data: protocol } = measuredSchema.safeParse(measured);
      if (rows) return { step, metric, protocol, values: numbersOf(values), rows };
    }
  return undefined;
}

/** What a metric gave at some steps, all measured alike. */
export interface ComparableResults {
  readonly metric: string;
  /** Undefined where the file does not say how: such a result stands alone. */
  readonly protocol: KeptProtocol | undefined;
  /** Equal for what was measured alike, in other runs too. */
  readonly key: string;
  /** By step. */
  readonly results: readonly { readonly step: number; readonly values: Values }[];
}

/**
 * A run's evaluations in sets of numbers that may be compared: of one metric, by one judge, beside the same real examples,
 * as many samples of the same seeds, by the same kind of weights. Metrics come in the order in which they were first kept.
 */
export function comparableResults(evaluations: readonly KeptEvaluation[]): ComparableResults[] {
  const groups = new Map<string, ComparableResults & { results: ComparableResults['results'][number][] }>();
  for (const { step, metrics } of evaluations)
    for (const [metric, { measured, neighbours: _, ...values }] of Object.entries(metrics)) {
      const { data: protocol } = measuredSchema.safeParse(measured);
      const key = JSON.stringify([metric, protocol ? identityOf(protocol) : { step }]);
      const group = groups.get(key) ?? { metric, protocol, key, results: [] };
      group.results.push({ step, values: numbersOf(values) });
      groups.set(key, group);
    }
  const order = [...new Set(Array.from(groups.values(), ({ metric }) => metric))];
  return [...groups.values()].sort((a, b) => order.indexOf(a.metric) - order.indexOf(b.metric));
}

const identityOf = ({ protocol, n, seeds, raw, judge, extractor, reals }: KeptProtocol) => [
  ...[protocol, n, seeds, raw, judge?.hash, extractor?.sha256, reals?.n, reals?.fingerprint],
];

/** The numbers of a metric by which one generator is better than another, and in which direction; none of one that is unknown. */
export const betterOf = (metric: string): Readonly<Record<string, 'lower' | 'higher'>> =>
  metrics.find(({ name }) => name === metric)?.better ?? {};

/** How a number was measured, in words. */
export function protocolWords({ n, seeds, raw, judge, reals }: KeptProtocol): string {
  const parts = [
    `${n} examples, ${/^\d/.test(seeds) ? `seeds ${seeds}` : seeds}`,
    raw ? 'weights as trained' : 'averaged weights where the run keeps them',
    ...(reals ? [`beside ${reals.n} of ${reals.of} (${reals.split})`] : []),
    ...(judge ? [`read by a network with weights ${judge.hash.slice(0, 12)}`] : []),
  ];
  return parts.join('; ');
}

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

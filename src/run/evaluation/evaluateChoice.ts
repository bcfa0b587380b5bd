import { DuelError } from '../../errors.ts';
import type { DataFacts, Demand, Judge, Metric } from '../../metrics/metric.ts';
import { metrics } from '../../metrics/registry.ts';

/** A metric, and what it takes on the data at hand. */
export interface Chosen {
  readonly metric: Metric;
  readonly demand: Demand;
}

/**
 * The metrics of those names; without names, all that mean something on the data and do
 * not wait to be asked for. Throws a usage error where a name is
 * unknown or asks too much, or where nothing is left.
 */
export function chooseMetrics(data: DataFacts, names: readonly string[] | undefined): Chosen[] {
  if (names !== undefined) return [...new Set(names)].map((name) => named(name, data));
  const possible = metrics.flatMap((metric) => {
    const demand = metric.onRequest ? undefined : metric.demand(data);
    return demand === undefined ? [] : [{ metric, demand }];
  });
  if (possible.length > 0) return possible;
  throw new DuelError('usage', 'eval/nothing', `no metric means anything on ${data.source}`, {
    where: `samples [${data.shape.join(', ')}]`,
    fix: metrics.map(({ name, on }) => `${name} measures ${on}`).join('; '),
  });
}

function named(name: string, data: DataFacts): Chosen {
  const metric = metrics.find((m) => m.name === name);
  if (metric === undefined)
    throw new DuelError('usage', 'eval/unknown-metric', `there is no metric '${name}'`, {
      where: `--metrics ${name}`,
      fix: `choose from ${metrics.map((m) => m.name).join(', ')}`,
    });
  const demand = metric.demand(data);
  if (demand !== undefined) return { metric, demand };
  throw new DuelError('usage', 'eval/not-here', `'${name}' means nothing on ${data.source}: it measures ${metric.on}`, {
    where: `--metrics ${name}, samples [${data.shape.join(', ')}]`,
    fix: 'leave it out',
  });
}

/** Throws a usage error where a classifier cannot judge what a metric shows it. */
export function checkJudge({ name }: Metric, { judge: wanted }: Demand, judge: Judge, directory: string): void {
  const { shape, classes, source } = wanted!;
  const fits = judge.shape.join() === shape.join();
  if (fits && judge.classes.join('\n') === classes.join('\n')) return;
  const what = fits
    ? `this classifier knows the classes ${few(judge.classes)}, and not ${few(classes)}`
    : `this classifier reads images [${judge.shape.join(', ')}], and not [${shape.join(', ')}]`;
  throw new DuelError('usage', 'eval/judge', `'${name}' cannot use it: ${what}`, {
    where: directory,
    fix: `train one: duel train classifier --data ${source}`,
  });
}

const few = (names: readonly string[]): string =>
  names.length <= 10 ? names.join(', ') : `${names.slice(0, 3).join(', ')} … (${names.length})`;

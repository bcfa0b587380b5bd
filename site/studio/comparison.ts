import type { Curves, RunDetails } from '../../src/studio/api.ts';
import type { Series } from './chart.ts';
import { nameOf } from './words.ts';

/** One of the runs that are compared. */
export interface Compared {
  readonly id: string;
  readonly details: RunDetails | undefined;
  readonly curves: Curves;
}

/** The newest of ascending steps that is not after one; undefined where there is none. */
export const newestAt = (steps: readonly number[], step: number): number | undefined =>
  steps.findLast((one) => one <= step);

/** A chart for each metric that a run has logged, a line for each run that has; those first that most runs have. */
export function chartsOf(runs: readonly Compared[]): { readonly title: string; readonly series: readonly Series[] }[] {
  const names = [...new Set(runs.flatMap(({ curves }) => Object.keys(curves.metrics)))];
  const having = (name: string) => runs.filter(({ curves }) => name in curves.metrics).length;
  return names
    .toSorted((a, b) => having(b) - having(a))
    .map((name) => ({
      title: titleOf(name),
      series: runs.map(({ id, curves }) => ({ name: id, steps: curves.steps, values: curves.metrics[name] ?? [] })),
    }));
}

const titleOf = (metric: string): string => {
  const name = nameOf(metric);
  if (metric.endsWith('/learningRate')) return `Learning rate, ${name}`;
  if (metric.startsWith('gradientNorm/')) return `Gradient norm, ${name}`;
  return metric.startsWith('dAccuracy') ? `D's accuracy, ${name}` : name;
};

type Leaves = Map<string, string>;

function leavesOf(value: unknown, path: string, into: Leaves): Leaves {
  if (typeof value === 'string') into.set(path, value);
  else if (typeof value !== 'object' || value === null) into.set(path, JSON.stringify(value) ?? '');
  else if (Array.isArray(value) && value.every((one) => typeof one !== 'object' || one === null))
    into.set(path, JSON.stringify(value));
  else for (const [key, inner] of Object.entries(value)) leavesOf(inner, path === '' ? key : `${path}.${key}`, into);
  return into;
}

/** What a run is called and where its data lie say nothing of how it trains. */
const outside = /^(name|data\.source|data\.fingerprint)$/;

/** The kinds of layers of a network; undefined where it is none. */
function layersOf(network: unknown): string | undefined {
  const { layers } = (network ?? {}) as { layers?: unknown };
  if (!Array.isArray(layers)) return undefined;
  const kinds = layers.map((layer: { type?: unknown }) => String(layer?.type));
  return `${kinds.length} layers: ${kinds.join(', ')}`;
}

/** Networks of runs that are built of other layers differ as a whole: layer by layer nothing is told. */
function withoutForeignNetworks(configs: readonly unknown[]): unknown[] {
  if (configs.some((config) => typeof config !== 'object' || config === null)) return [...configs];
  const all = configs as readonly Readonly<Record<string, unknown>>[];
  const whole = all.map(layersOf);
  if (whole.some(Boolean) && new Set(whole).size > 1) return whole;
  const keys = [...new Set(all.flatMap((config) => (Array.isArray(config) ? [] : Object.keys(config))))];
  const columns = keys.map((key) => withoutForeignNetworks(all.map((config) => config[key])));
  return all.map((config, i) =>
    Array.isArray(config)
      ? config
      : Object.fromEntries(keys.flatMap((key, k) => (key in config ? [[key, columns[k]![i]]] : []))),
  );
}

/** The settings in which runs differ, by path: what each has, undefined where it has none. */
export function differencesOf(
  runs: readonly Compared[],
): readonly (readonly [string, readonly (string | undefined)[]])[] {
  const configs = withoutForeignNetworks(runs.map(({ details }) => details?.config));
  const all = configs.map((config) => leavesOf(config, '', new Map()));
  const paths = [...new Set(all.flatMap((leaves) => [...leaves.keys()]))];
  return paths
    .map((path) => [path, all.map((leaves) => leaves.get(path))] as const)
    .filter(([path, values]) => !outside.test(path) && values.some((value) => value !== values[0]));
}

/** A number that a metric gave, measured alike in all runs that have it. */
export interface Measured {
  readonly name: string;
  /** How it was measured. */
  readonly about: string;
  /** Of each run, the newest that is not after the step; undefined where it was not measured so. */
  readonly values: readonly ({ readonly step: number; readonly value: number } | undefined)[];
  /** The best of several values; undefined where there is one alone. */
  readonly best: number | undefined;
}

/**
 * The numbers that metrics gave, a row for each way of measuring: numbers of different protocols never stand in one row.
 */
export function measuredAt(runs: readonly Compared[], step: number): Measured[] {
  const ways = new Map(runs.flatMap(({ details }) => (details?.results ?? []).map((result) => [result.key, result])));
  return [...ways].map(([key, { name, about, better }]) => {
    const values = runs.map(({ details }) =>
      details?.results.find((result) => result.key === key)?.values.findLast((one) => one.step <= step),
    );
    const there = values.flatMap((one) => (one ? [one.value] : []));
    const best = (better === 'lower' ? Math.min : Math.max)(...there);
    return { name: `${name}, ${better} is better`, about, values, best: there.length > 1 ? best : undefined };
  });
}

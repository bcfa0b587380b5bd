import type { Extent } from './axis.ts';

/** Points of a curve, by step; a value that is not finite breaks the line. */
export interface Series {
  steps: number[];
  values: number[];
}

/** One field of metric lines. Lines without it are passed over; null (how JSON writes NaN) becomes NaN. */
export function seriesOf(lines: readonly Record<string, unknown>[], field: string): Series {
  const series: Series = { steps: [], values: [] };
  for (const { step, [field]: value } of lines) {
    if (typeof step !== 'number' || !Number.isFinite(step)) continue;
    if (typeof value !== 'number' && value !== null) continue;
    series.steps.push(step);
    series.values.push(value ?? Number.NaN);
  }
  return series;
}

/**
 * The trend of a series, without lag and not drawn away by a few wild values: a moving median, then a moving mean, over a
 * centred window of about 1/25 of the points that is cut off at the ends. At most `columns` points come back.
 */
export function smooth(series: Series, columns = 600): Series {
  const { steps, values } = condense(series, columns);
  const half = Math.round(values.length / 50);
  return { steps, values: moving(moving(values, half, median), half, mean) };
}

/** Medians of equal groups of points, at the group's middle step; the first and last step stay. */
function condense({ steps, values }: Series, columns: number): Series {
  if (steps.length <= columns) return { steps, values };
  const bound = (column: number) => Math.floor((column * steps.length) / columns);
  const groups = Array.from({ length: columns }, (_, column) => [bound(column), bound(column + 1)] as const);
  const middles = groups.map(([from, to]) => steps[Math.floor((from + to) / 2)]!);
  middles[0] = steps[0]!;
  middles[columns - 1] = steps.at(-1)!;
  return { steps: middles, values: groups.map(([from, to]) => median(values.slice(from, to).filter(Number.isFinite))) };
}

/** Breaks stay where they are; within a window only finite values count. */
function moving(values: number[], half: number, of: (window: number[]) => number): number[] {
  if (half === 0) return values;
  const around = (i: number) => values.slice(Math.max(0, i - half), i + half + 1).filter(Number.isFinite);
  return values.map((value, i) => (Number.isFinite(value) ? of(around(i)) : Number.NaN));
}

function median(window: number[]): number {
  const sorted = window.sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - 1]!) / 2;
}

function mean(window: number[]): number {
  return window.reduce((sum, value) => sum + value / window.length, 0);
}

/**
 * What an axis shows of values: all, except where a few lie far out. Left out are those ten interquartile ranges beyond
 * the quartiles, then the outermost 1 % if the rest would be squeezed by them. Includes 0 where that is near. Never empty.
 */
export function robustExtent(values: readonly number[]): Extent {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return [0, 1];
  const reach = 10 * (quantile(sorted, 0.75) - quantile(sorted, 0.25)) || Number.POSITIVE_INFINITY;
  const [least, most] = [quantile(sorted, 0.25) - reach, quantile(sorted, 0.75) + reach];
  const near = sorted.filter((value) => value >= least && value <= most);
  let [low, high] = [near[0]!, near.at(-1)!];
  const [inner, outer] = [quantile(near, 0.01), quantile(near, 0.99)];
  if (high - low > 2.5 * (outer - inner) && outer > inner) {
    const margin = 0.15 * (outer - inner);
    [low, high] = [Math.max(low, inner - margin), Math.min(high, outer + margin)];
  }
  if (low > 0 && low < 0.6 * high) low = 0;
  if (high < 0 && high > 0.6 * low) high = 0;
  // Nearly equal values are not blown up to fill the axis.
  const pad = Math.max(0.04 * (high - low), 0.04 * Math.max(Math.abs(low), Math.abs(high))) || 1;
  return [low === 0 ? 0 : low - pad, high === 0 && low < 0 ? 0 : high + pad];
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.round(part * (sorted.length - 1))]!;
}

/**
 * Thins a series to what `columns` pixels can show: of each column the first, lowest, highest and last point, in order.
 * Short series are returned as they are.
 */
export function thin(series: Series, columns: number): Series {
  const { steps, values } = series;
  if (steps.length <= 4 * columns) return series;
  const kept: number[] = [];
  const size = steps.length / columns;
  for (let column = 0; column < columns; column++) {
    const from = Math.floor(column * size);
    const to = Math.floor((column + 1) * size);
    let [low, high] = [from, from];
    for (let i = from; i < to; i++) {
      if (!(values[i]! >= values[low]!)) low = i;
      if (!(values[i]! <= values[high]!)) high = i;
    }
    kept.push(...[...new Set([from, low, high, to - 1])].sort((a, b) => a - b));
  }
  return { steps: kept.map((i) => steps[i]!), values: kept.map((i) => values[i]!) };
}

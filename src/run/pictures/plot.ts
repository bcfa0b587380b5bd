import { type Extent, roundTicks } from './axis.ts';
import { px } from './page.ts';
import type { Series } from './series.ts';

/** From data to the units of a drawing. */
export type Scale = (value: number) => number;

/** Steps with which a stage begins, but for the first. */
export function stageBorders(lines: readonly Record<string, unknown>[]): number[] {
  return lines.flatMap(({ step, stage }, i) => (i > 0 && stage !== lines[i - 1]!.stage ? [step as number] : []));
}

export function stepTicks(steps: Extent, count = 8): number[] {
  return roundTicks(steps, count).filter(Number.isInteger);
}

/** From 0 where training began near it, to the last step. */
export function stepExtent(series: readonly Series[]): Extent {
  const all = series.flatMap(({ steps }) => steps);
  if (all.length === 0) return [0, 100];
  const low = all.reduce((a, b) => Math.min(a, b));
  const high = all.reduce((a, b) => Math.max(a, b));
  return [low < high / 5 || low === high ? Math.min(0, low) : low, high === Math.min(0, low) ? high + 1 : high];
}

/** The `d` of a path along a series. */
export function pathData({ steps, values }: Series, x: Scale, y: Scale): string {
  let d = '';
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    const point = `${px(x(steps[i]!))} ${px(y(value))}`;
    const follows = Number.isFinite(values[i - 1] ?? Number.NaN);
    // A point without neighbours is a line of no length, which its round cap shows as a dot.
    const alone = !follows && !Number.isFinite(values[i + 1] ?? Number.NaN);
    d += follows ? `L${point}` : `M${point}${alone ? 'h0' : ''}`;
  });
  return d;
}

/** What an axis leaves out, in words: `up to 12.3 beyond the axis`; empty where it shows all. */
export function beyondAxis(values: readonly number[], extent: Extent): string {
  const low = values.filter((value) => value < extent[0]).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.filter((value) => value > extent[1]).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const parts = [
    high > extent[1] ? `up to ${shortNumber(high)}` : '',
    low < extent[0] ? `down to ${shortNumber(low)}` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.join(', ')} beyond the axis`;
}

export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5 || (size > 0 && size < 1e-3)) return value.toExponential(1).replace('e+', 'e');
  return size >= 1000 ? value.toFixed(0) : size >= 100 ? value.toFixed(1) : value.toFixed(2);
}

import { type Extent, roundTicks } from './axis.ts';
import type { Point } from './canvas.ts';
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

/** The lines along a series, broken where a value is not finite; one without neighbours is a line of one point. */
export function seriesLines({ steps, values }: Series, x: Scale, y: Scale): Point[][] {
  const lines: Point[][] = [];
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    if (!Number.isFinite(values[i - 1] ?? Number.NaN)) lines.push([]);
    lines.at(-1)!.push([x(steps[i]!), y(value)]);
  });
  return lines;
}

/** The same as the `d` of an SVG path; a line of no length shows as a dot by its round cap. */
export const pathData = (series: Series, x: Scale, y: Scale): string =>
  seriesLines(series, x, y)
    .map((line) => `M${line.map((point) => point.map(px).join(' ')).join('L')}${line.length === 1 ? 'h0' : ''}`)
    .join('');

/** A tenth of a unit is finer than the eye; far-off points stay inside what renderers can draw. */
export function px(value: number): number {
  return Math.round(Math.max(-1e4, Math.min(1e4, value)) * 10) / 10;
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

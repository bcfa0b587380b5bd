/**
 * How the data's own values become those that a network sees, and back: plain JSON, kept in a run's configuration.
 *
 * - `range`: `low` and `high` become the ends of the range that the run trains on, and between them the map is linear.
 *   Of values that stand on so many even `levels` from `low` to `high`, as bytes divided by 255 do, the rounding is undone.
 * - `standard`: of each column the mean is taken away, and what is left is divided by its standard deviation.
 */
export type Scaling =
  | { readonly type: 'range'; readonly low: number; readonly high: number; readonly levels?: number | undefined }
  | { readonly type: 'standard'; readonly mean: readonly number[]; readonly deviation: readonly number[] };

export type ValueRange = readonly [low: number, high: number];

/** Maps a value of a column, counted from 0; columns mean something to `standard` alone. */
export type ValueMap = (value: number, column: number) => number;

/** From the data's own values to those that are trained on. */
export function scaler(scaling: Scaling, [first, last]: ValueRange = [-1, 1]): ValueMap {
  if (scaling.type === 'standard') {
    const { mean, deviation } = scaling;
    return (value, column) => (value - mean[column]!) / deviation[column]!;
  }
  const { low, high, levels } = scaling;
  if (levels === undefined) {
    const factor = (last - first) / (high - low);
    return (value) => first + (value - low) * factor;
  }
  const perLevel = (levels - 1) / (high - low);
  const factor = (last - first) / (levels - 1);
  return (value) => first + Math.round((value - low) * perLevel) * factor;
}

/** From what a generator makes to the data's own values. */
export function unscaler(scaling: Scaling, [first, last]: ValueRange = [-1, 1]): ValueMap {
  if (scaling.type === 'standard') {
    const { mean, deviation } = scaling;
    return (value, column) => mean[column]! + value * deviation[column]!;
  }
  const { low, high } = scaling;
  const factor = (high - low) / (last - first);
  return (value) => low + (value - first) * factor;
}

/** What was found in the values of a data set. */
export interface ValueFacts {
  readonly least: number;
  readonly greatest: number;
  /** The 1st and the 99th percentile, of a hundred thousand values spread evenly where there are more. */
  readonly percentiles: readonly [number, number];
}

/** What was found and what is made of it, as a person reads it. */
export function scalingNote(
  { least, greatest, percentiles }: ValueFacts,
  scaling: Scaling,
  range?: ValueRange,
): string {
  const [low, high] = percentiles;
  const found = `values ${figure(least)} … ${figure(greatest)}, 98 % of them in ${figure(low)} … ${figure(high)}`;
  if (scaling.type === 'standard') return `${found}; each column brought to mean 0 and deviation 1`;
  const goal = range === undefined ? 'the range of the run' : `[${range.join(', ')}]`;
  const from = `${figure(scaling.low)} … ${figure(scaling.high)}`;
  return `${found}; ${from} brought to ${goal}`;
}

/** Warns where most values lie in a small part of what they are scaled by: a few far ones make the rest all alike. */
export function scalingWarning({ percentiles: [low, high] }: ValueFacts, scaling: Scaling): string | undefined {
  if (scaling.type === 'standard') return undefined;
  const part = (high - low) / (scaling.high - scaling.low);
  if (part >= 0.1) return undefined;
  return (
    `98 % of the values lie in ${figure(low)} … ${figure(high)}, a small part of ${figure(scaling.low)} … ` +
    `${figure(scaling.high)}, which they are scaled by: to use all of the range, --range ${figure(low)},${figure(high)}`
  );
}

const figure = (value: number): string => String(Number(value.toPrecision(6)));

/** A stretch of an axis, in the units of the data. */
export type Extent = readonly [low: number, high: number];

/**
 * Round numbers inside an extent, about `count` of them: multiples of 1, 2 or 5 times a power of ten.
 *
 * Never more than twice `count`; one at least for an extent of zero length.
 */
export function roundTicks([low, high]: Extent, count: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Dividing by the inverse of a small step keeps 3 · 0.1 at 0.3.
  const inverse = Math.round(1 / step);
  return Array.from({ length: last - first + 1 }, (_, i) => (step < 1 ? (first + i) / inverse : (first + i) * step));
}

/** A tick's label: `12k`, `1.5M`, `0.25`, `-3`, `1e-7`. */
export function tickLabel(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9 || (size > 0 && size < 1e-4)) return value.toExponential().replace('e+', 'e');
  if (size >= 1e6) return `${round(value / 1e6)}M`;
  if (size >= 1e3) return `${round(value / 1e3)}k`;
  return String(round(value));
}

/** Maps data to pixels. */
export function linearScale(from: Extent, to: Extent): (value: number) => number {
  const factor = (to[1] - to[0]) / (from[1] - from[0] || 1);
  return (value) => to[0] + (value - from[0]) * factor;
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}

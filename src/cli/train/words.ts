import type { Metrics } from '../../gan/index.ts';

/** Numbers and durations as the lines of a training show them. */

/** At least three figures: 0.612, 12.3, 1,234. */
export function figures(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  if (size >= 0.01 || size === 0) return value.toFixed(size >= 1 ? 2 : 3);
  return value.toExponential(1);
}

/** Two units at most: 45 s, 3 min 20 s, 2 h 5 min, 1 d 4 h. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '…';
  const s = Math.round(seconds);
  const units: [number, string][] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const first = units.findIndex(([length]) => s >= length);
  if (first === -1) return '0 s';
  const [[length, unit], next] = [units[first]!, units[first + 1]];
  const rest = next === undefined ? 0 : Math.floor((s % length) / next[0]);
  return `${Math.floor(s / length)} ${unit}${rest > 0 ? ` ${rest} ${next![1]}` : ''}`;
}

/** How fast: images per second, or milliseconds per step where a step takes long. */
export const speed = (imagesPerSecond: number): string =>
  imagesPerSecond >= 1e4 ? `${(imagesPerSecond / 1000).toFixed(1)}k images/s` : `${figures(imagesPerSecond)} images/s`;

const names: Readonly<Record<string, string>> = {
  dLoss: 'D loss',
  gLoss: 'G loss',
  dReal: 'D(x)',
  dFake: 'D(G(z))',
  dAccuracy: 'D accuracy',
  scoreReal: 'score(x)',
  scoreFake: 'score(G(z))',
  l1: 'L1',
  l2: 'L2',
  cycle: 'cycle',
  identity: 'identity',
};

/** Metrics with the names that papers use; of a GAN's those that matter, scores where they are no probabilities; of other games' all. */
export function metricParts(metrics: Metrics): string[] {
  const known = Object.keys(names).filter(
    (name) => name in metrics && !(name.startsWith('score') && 'dReal' in metrics),
  );
  const shown = known.length > 0 ? known : Object.keys(metrics);
  return shown.map((name) => `${names[name] ?? name} ${figures(metrics[name]!)}`);
}

/** Dials with what they are turned to. */
export const dialWords = (values: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(values).map(([name, value]) => `${name} ${typeof value === 'number' ? value : JSON.stringify(value)}`);

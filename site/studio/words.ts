import type { RunCard } from '../../src/studio/api.ts';

/** A number as a person reads it, in at most four digits. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e5) return value.toExponential(1);
  return Number(value.toPrecision(3)).toLocaleString('en');
}

export const count = (value: number | null): string => (value === null ? '–' : value.toLocaleString('en'));

/** Whether a process trains it now, if only by waiting. */
export const isTrained = ({ status }: Pick<RunCard, 'status'>): boolean => status === 'running' || status === 'paused';

/** How long ago, in the largest unit. */
export function ago(time: string | null, now: number): string {
  if (time === null) return '';
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  const units = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
  ] as const;
  const unit = units.find(([length]) => seconds >= length);
  return unit ? `${Math.floor(seconds / unit[0])} ${unit[1]} ago` : 'just now';
}

/** A length of time in its largest unit, two where that is small. */
export function lengthOf(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} days`;
}

const names: Readonly<Record<string, string>> = {
  dLoss: 'D loss',
  gLoss: 'G loss',
  dLossA: "a's D loss",
  dLossB: "b's D loss",
  gAdversarial: 'adversarial',
  dReal: 'D(x)',
  dFake: 'D(G(z))',
  dAccuracy: 'both',
  dAccuracyReal: 'real',
  dAccuracyFake: 'generated',
  scoreReal: 'score of real',
  scoreFake: 'score of generated',
  l1: 'L1',
  l2: 'L2',
  imagesPerSecond: 'images/s',
};
/** What a metric is called. */
export const nameOf = (metric: string): string =>
  names[metric] ?? metric.replace(/\/learningRate$|^gradientNorm\//, '');
const isNorm = (metric: string): boolean => metric.startsWith('gradientNorm/');
/** Whether a run logs the lengths of its gradients. */
export const hasNorms = (metrics: readonly string[]): boolean => metrics.some(isNorm);

/** A metric's charts: losses together, D's judgement together, the others each for itself. */
export function groupsOf(metrics: readonly string[]): { readonly title: string; readonly names: readonly string[] }[] {
  const losses = ['dLoss', 'gLoss', ...metrics.filter((name) => /^dLoss|loss$/i.test(name))];
  const groups = [
    { title: 'Losses', names: [...new Set(losses)].filter((name) => metrics.includes(name)).slice(0, 4) },
    { title: 'What D says', names: ['dReal', 'dFake'].filter((name) => metrics.includes(name)) },
    {
      title: "D's accuracy",
      names: ['dAccuracyReal', 'dAccuracyFake', 'dAccuracy'].filter((name) => metrics.includes(name)),
    },
    { title: "D's scores", names: ['scoreReal', 'scoreFake'].filter((name) => metrics.includes(name)) },
    { title: 'Gradient norms', names: metrics.filter(isNorm).slice(0, 6) },
    { title: 'Learning rates', names: metrics.filter((name) => name.endsWith('/learningRate')).slice(0, 4) },
  ];
  const known = new Set(groups.flatMap(({ names }) => names));
  const others = metrics.filter((name) => !known.has(name)).map((name) => ({ title: nameOf(name), names: [name] }));
  return [...groups.filter(({ names }) => names.length > 0), ...others];
}

import type { DataCard, Estimate, Problem, RunCard } from './messages.ts';

const count = (n: number): string => n.toLocaleString('en');

/** How a run stands, in a line. */
export function statusWords({ status, step, steps }: RunCard): string {
  const of = steps > 0 ? `step ${count(step)} of ${count(steps)}` : `step ${count(step)}`;
  switch (status) {
    case 'finished':
      return `${count(step)} steps, done`;
    case 'diverged':
      return `${of}, diverged`;
    case 'failed':
      return `${of}, failed`;
    case 'broken':
      return 'cannot be read';
    default:
      return of;
  }
}

/** A time as people say it: not finer than is known. */
export function timeWords(seconds: number): string {
  if (!Number.isFinite(seconds)) return '…';
  if (seconds < 10) return 'a few seconds';
  if (seconds < 50) return `${10 * Math.round(seconds / 10)} seconds`;
  if (seconds < 90) return 'a minute';
  if (seconds < 3600 * 1.5) return `${Math.round(seconds / 60)} minutes`;
  const hours = seconds / 3600;
  return `${hours < 10 ? (Math.round(2 * hours) / 2).toLocaleString('en') : Math.round(hours)} hours`;
}

const stepTime = (milliseconds: number): string =>
  milliseconds < 9500
    ? `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`
    : `${(milliseconds / 1000).toFixed(0)} s`;

export const paceWords = (milliseconds: number): string => `${stepTime(milliseconds)} a step`;

/** What a person is told before it starts. */
export const estimateWords = ({ pace, steps, device }: Estimate): string =>
  `On this device (${device}) a step takes about ${stepTime(pace)}: ${count(steps)} steps take ${timeWords((pace * steps) / 1000)}. You can pause at any time, close the tab and go on another day.`;

export const dataWords = ({ name, count: n, shape: [height, width] }: DataCard): string =>
  `${dataName(name)}, ${count(n)} of ${width} × ${height}`;

export const dataName = (name: string): string =>
  ({ digits: 'Drawn digits', mnist: 'MNIST', 'fashion-mnist': 'Fashion-MNIST' })[name] ?? name;

/** What stands above a problem. */
export function problemTitle({ code }: Problem): string {
  switch (code) {
    case 'memory':
      return 'Out of memory';
    case 'full':
      return 'No room left';
    case 'page/storage-in-use':
      return 'Open in another tab';
    case 'page/no-storage':
      return 'Runs are not kept here';
    case 'device/unavailable':
      return 'This device does not answer';
    default:
      return 'That did not work';
  }
}

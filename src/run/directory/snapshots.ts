import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from '../../files/problem.ts';
import { readWholeSync } from '../../files/reading.ts';

/** Steps of the monitor's pictures in a run's `samples/`, in order; none where there is no such folder. */
export function snapshotSteps(directory: string): number[] {
  const folder = join(directory, 'samples');
  if (!existsSync(folder)) return [];
  const names = attempt(folder, { doing: 'read' }, () => readdirSync(folder));
  return names.flatMap((name) => (/^\d{9}\.png$/.test(name) ? [Number(name.slice(0, 9))] : [])).sort((a, b) => a - b);
}

/** Where the picture of a step is. */
export const snapshotPath = (directory: string, step: number): string =>
  join(directory, 'samples', `${String(step).padStart(9, '0')}.png`);

/** The file of such a picture. */
export const readSnapshot = (directory: string, step: number): Uint8Array =>
  readWholeSync(snapshotPath(directory, step), 'checkpoint', { limit: 2 ** 28 });

/** Some of the steps, evenly spread, the first and the last among them. */
export function spreadOf(steps: readonly number[], most: number): number[] {
  if (steps.length <= most) return [...steps];
  return Array.from({ length: most }, (_, i) => steps[Math.round((i * (steps.length - 1)) / Math.max(1, most - 1))]!);
}

import { existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DuelError } from '../errors.ts';

/**
 * Bytes that can still be written on the disk that a path lies on, or would lie on; undefined where the system does not
 * say. A quota is not seen.
 */
export function freeBytes(path: string): number | undefined {
  let place = resolve(path);
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  try {
    const { bavail, bsize, blocks } = statfsSync(place);
    // some network drives know no sizes
    return blocks === 0 ? undefined : bavail * bsize;
  } catch {
    return undefined;
  }
}

/** Throws `system/disk-full` unless `bytes` can be written there. */
export function assertRoom(path: string, bytes: number, what: string): void {
  const free = freeBytes(path);
  if (free === undefined || free >= bytes) return;
  throw new DuelError(
    'device',
    'system/disk-full',
    `the disk has no room for ${what}: ${amount(bytes)} needed, ${amount(free)} free`,
    { where: path, fix: 'free some space on that disk' },
  );
}

/** Bytes as people say them: `340 KB`, `1.2 MB`, `13 GB`. */
export function amount(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

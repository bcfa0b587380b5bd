import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { attempt, type Doing } from './problem.ts';

/** What is said where a path cannot be written; see `Doing`. */
export type WaysOfWriting = Pick<Doing, 'kind' | 'fix'>;

/**
 * Makes a folder and those above it. Node's own recursive mkdir never ends where a file system refuses with ENOENT, as
 * /proc does.
 */
export function makeFolder(path: string, ways: WaysOfWriting = {}): void {
  if (existsSync(path)) return;
  const parent = dirname(resolve(path));
  if (!existsSync(parent)) makeFolder(parent, ways);
  attempt(path, { doing: 'write', ...ways }, () => {
    try {
      mkdirSync(path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    }
  });
}

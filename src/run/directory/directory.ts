import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { DuelError } from '../../errors.ts';
import { attempt } from '../../files/problem.ts';
import { makeFolder } from './atomic.ts';
import { type RunInfo, readRunInfo } from './info.ts';

export interface RunListing {
  /** The folder's name, e.g. `003-mnist-dcgan`. */
  id: string;
  number: number;
  path: string;
  /** The content of run.json; undefined if that is missing or broken. */
  info: Partial<RunInfo> | undefined;
  /** Why there is no `info`. */
  problem?: string;
}

/**
 * Makes the directory of a new run, `OUT/NNN-NAME` with the next free number, and returns its path.
 *
 * Runs that start at the same moment get different numbers. What does not belong in a file name becomes `-`.
 */
export function createRunDirectory(out: string, name: string): string {
  const ways = { kind: 'usage', fix: 'name a folder that can be written with --out DIR' } as const;
  makeFolder(out, ways);
  return attempt(out, { doing: 'write', ...ways }, () => {
    for (let number = nextNumber(out); ; number++) {
      const path = claim(out, String(number).padStart(3, '0'), sanitizeName(name));
      if (path !== undefined) return path;
    }
  });
}

/** The folder in a folder of runs in which those lie that were deleted, and may come back. */
export const deletedName = '.deleted';

/** Gives a whole run another place; where there is something already it stays as it is. */
export function moveRun(directory: string, to: string): void {
  attempt(to, { doing: 'write' }, () => {
    try {
      renameSync(directory, to);
    } catch (cause) {
      if (!['ENOTEMPTY', 'EEXIST'].includes((cause as NodeJS.ErrnoException).code ?? '')) throw cause;
    }
  });
}

/** Takes a run away that could not be begun. */
export function discardRun(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true });
  } catch {}
}

/** Lower and upper case letters, digits, `.`, `_` and `-`; everything else becomes `-`. At most 64 characters. */
export function sanitizeName(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '');
  const safe = plain.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+/, '');
  return safe.slice(0, 64).replace(/[-.]+$/, '') || 'run';
}

/**
 * Finds a run: by the path of its directory, or inside `out` by its name (`003-mnist-dcgan`), its number (`003`, `3`),
 * or as the `last` one. Throws a `DuelError` of kind `usage` that lists the runs there are.
 */
export function findRun(pathOrName: string, out: string): string {
  if (isRun(pathOrName)) return resolve(pathOrName);
  const runs = listRuns(out);
  const last = runs.filter(({ path }) => isRun(path)).at(-1);
  if (pathOrName === 'last' && last !== undefined) return last.path;
  const number = /^\d+$/.test(pathOrName) ? Number(pathOrName) : undefined;
  const found = runs.filter((run) => run.id === pathOrName || run.number === number);
  if (found.length === 1) return found[0]!.path;
  const known = {
    where: out,
    fix: runs.length === 0 ? 'train one: duel train quickstart' : `choose one of: ${ids(runs)}`,
  };
  if (found.length > 1) {
    throw new DuelError(
      'usage',
      'run/ambiguous',
      `the number ${pathOrName} has more than one run: ${ids(found)}`,
      known,
    );
  }
  if (existsSync(pathOrName)) {
    throw new DuelError('usage', 'run/no-run', `'${pathOrName}' is not a run's directory: it has no run.json`, known);
  }
  const message = pathOrName === 'last' ? 'there is no run yet' : `there is no run '${pathOrName}'`;
  throw new DuelError('usage', 'run/unknown', message, known);
}

/** The runs of a folder by number, each with its run.json; a broken one is listed with its `problem`. */
export function listRuns(out: string): RunListing[] {
  const runs = entries(out).flatMap((id) => {
    const number = numberOf(id);
    const path = resolve(out, id);
    if (number === undefined || !statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [];
    return [{ id, number, path, ...readInfo(path) }];
  });
  return runs.sort((a, b) => a.number - b.number || (a.id < b.id ? -1 : 1));
}

function readInfo(path: string): Pick<RunListing, 'info' | 'problem'> {
  try {
    const info = readRunInfo(path);
    return info ? { info } : { info, problem: 'run.json is missing' };
  } catch (error) {
    if (!(error instanceof DuelError)) throw error;
    return { info: undefined, problem: error.message };
  }
}

/**
 * Makes OUT/003-NAME if no other run has the number, whatever its name: the claim `.003` is made first, which only one
 * process can, and becomes the run by a rename.
 */
function claim(out: string, digits: string, name: string): string | undefined {
  const claimed = join(out, `.${digits}`);
  try {
    mkdirSync(claimed);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
  if (entries(out).some((id) => numberOf(id) === Number(digits))) {
    rmdirSync(claimed);
    return undefined;
  }
  const path = resolve(out, `${digits}-${name}`);
  try {
    renameSync(claimed, path);
  } catch (error) {
    rmdirSync(claimed);
    throw error;
  }
  return path;
}

function nextNumber(out: string): number {
  // a deleted run may come back, and has its number still
  const ids = [...entries(out), ...entries(join(out, deletedName))];
  return Math.max(0, ...ids.map((id) => numberOf(id) ?? 0)) + 1;
}

function numberOf(id: string): number | undefined {
  const digits = /^(\d{3,9})-/.exec(basename(id))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function entries(out: string): string[] {
  try {
    return readdirSync(out);
  } catch {
    return [];
  }
}

function isRun(path: string): boolean {
  return existsSync(join(path, 'run.json'));
}

function ids(runs: RunListing[]): string {
  const shown = runs.slice(-10).map(({ id }) => id);
  return `${runs.length > shown.length ? '…, ' : ''}${shown.join(', ')}`;
}

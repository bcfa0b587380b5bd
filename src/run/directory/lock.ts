import { linkSync, readlinkSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { clearInterval, setInterval } from 'node:timers';
import { z } from 'zod';
import { DuelError } from '../../errors.ts';
import { attempt, isSystemError } from '../../files/problem.ts';
import { readWholeSync } from '../../files/reading.ts';

const ownerSchema = z.object({
  pid: z.int().positive(),
  /** Clock ticks from boot to the start of the process, so that a reused id is not taken for the owner. Linux only. */
  startTime: z.string().optional(),
  /** The machine, and the container on it: only there does the id mean anything. */
  host: z.string(),
});

export type LockOwner = z.infer<typeof ownerSchema>;

export interface RunLock {
  readonly path: string;
  /** Gives the run free. Also done when the process exits; doing it twice does nothing. */
  release(): void;
}

/** How often a lock is touched, and for how long an untouched one of another machine still counts as held. */
const touchEvery = 20_000;
const staleAfter = 120_000;

/**
 * Takes the lock of a run, `lock.json` with the id of this process, until `release` or the end of the process.
 *
 * A lock whose owner has died is taken over. A living owner is refused with a `DuelError` of kind `usage` and code
 * `run/locked`. An owner on another machine or in another container counts as alive for two minutes after its last sign
 * of life. `does` is what its owner is at, for people.
 */
export function lockRun(directory: string, does = 'trains this run'): RunLock {
  const fix = 'a run is trained where it can be written: make its folder writable, or train a copy of it (cp -r)';
  return attempt(directory, { doing: 'write', fix }, () => takeLock(directory, does));
}

function takeLock(directory: string, does: string): RunLock {
  const path = join(directory, 'lock.json');
  const own = thisProcess();
  for (let round = 0; round < 100; round++) {
    if (create(path, JSON.stringify(own))) {
      abandoned.delete(path);
      return hold(path, own);
    }
    const found = readLock(path);
    if (found === undefined) continue;
    const owner = parseOwner(found);
    if (owner !== undefined && isAlive(owner, own, path)) throw locked(directory, path, owner, { own, does });
    removeDead(path, found);
  }
  throw new DuelError('internal', 'run/lock', 'the lock of this run changes hands all the time', { where: path });
}

/** Gives back a lock that this process has left, and says whether there was one. */
export function dropLock(directory: string): boolean {
  const path = join(directory, 'lock.json');
  if (readText(path) !== JSON.stringify(thisProcess())) return false;
  discard(path);
  return true;
}

/** The process that trains this run now; undefined where there is none. */
export function lockOwner(directory: string): LockOwner | undefined {
  const path = join(directory, 'lock.json');
  const owner = parseOwner(readText(path));
  return owner !== undefined && isAlive(owner, thisProcess(), path) ? owner : undefined;
}

/**
 * Bytes of memory that the process which trains this run holds now; undefined where there is none, where it is another
 * machine's, and where the machine does not tell (Linux does).
 */
export function ownerMemory(directory: string): number | undefined {
  const owner = lockOwner(directory);
  if (owner === undefined || owner.host !== thisProcess().host) return undefined;
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readText(`/proc/${owner.pid}/status`) ?? '') ?? [];
  return kib === undefined ? undefined : 1024 * Number(kib);
}

/** Makes the file with its content at once, or not at all. */
function create(path: string, content: string): boolean {
  const temporary = uniqueName(path);
  try {
    writeFileSync(temporary, content, { flag: 'wx' });
    linkSync(temporary, path);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'EEXIST') return false;
    // A file system without hard links.
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code)) return createExclusive(path, content);
    throw error;
  } finally {
    discard(temporary);
  }
}

function createExclusive(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Locks that this process has given back and could not remove. */
const abandoned = new Set<string>();

function hold(path: string, own: LockOwner): RunLock {
  const content = JSON.stringify(own);
  const timer = setInterval(() => touch(path), touchEvery);
  timer.unref();
  const release = () => {
    clearInterval(timer);
    process.off('exit', release);
    if (readText(path) === content) discard(path);
    if (readText(path) === content) abandoned.add(path);
  };
  process.on('exit', release);
  return { path, release };
}

/** Two processes may find the same dead owner: one of them could remove the other's new lock, and gives it back. */
function removeDead(path: string, found: string): void {
  const aside = uniqueName(path);
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readText(aside) !== found) renameSync(aside, path);
  else rmSync(aside, { force: true });
}

function isAlive(owner: LockOwner, own: LockOwner, path: string): boolean {
  if (abandoned.has(path) && owner.pid === own.pid) return false;
  if (owner.host !== own.host) {
    const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return Date.now() - touched < staleAfter;
  }
  if (owner.startTime !== undefined) return startTime(owner.pid) === owner.startTime;
  // here every lock names its start: this one was written elsewhere
  if (own.startTime !== undefined) return false;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function thisProcess(): LockOwner {
  const start = startTime(process.pid);
  return { pid: process.pid, ...(start !== undefined && { startTime: start }), host: `${hostname()}${pidNamespace()}` };
}

/** Field 22 of /proc/PID/stat; undefined where there is no such process (a zombie counts as none), or no /proc. */
function startTime(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  // The second field is the name in brackets, which may hold blanks and brackets itself.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined || state === 'Z' || state === 'X' ? undefined : fields[18];
}

function pidNamespace(): string {
  try {
    return ` ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

function locked(
  directory: string,
  path: string,
  owner: LockOwner,
  { own, does }: { readonly own: LockOwner; readonly does: string },
): DuelError {
  const here = owner.host === own.host;
  return new DuelError('usage', 'run/locked', `process ${owner.pid}${here ? '' : ` on ${owner.host}`} ${does}`, {
    where: directory,
    fix: here
      ? `wait for it, or stop it with Ctrl-C where it runs${owner.pid > 1 ? `, or with: kill -INT ${owner.pid}` : ''}`
      : `stop it there; if it has died, wait two minutes or delete ${path}`,
  });
}

function parseOwner(text: string | undefined): LockOwner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
}

/** The lock's content; undefined where it has gone. */
function readLock(path: string): string | undefined {
  try {
    return readWholeSync(path, 'checkpoint').toString();
  } catch (cause) {
    if (isSystemError(cause) && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}

function readText(path: string): string | undefined {
  try {
    return readWholeSync(path, 'checkpoint').toString();
  } catch {
    return undefined;
  }
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {}
}

/** A lock that cannot be removed is one of a dead process soon, which the next takes over. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

let counter = 0;
function uniqueName(path: string): string {
  counter += 1;
  return join(path, '..', `.tmp-${process.pid}-${counter}-lock.json`);
}

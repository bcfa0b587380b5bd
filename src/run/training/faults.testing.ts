import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';

type Call = (...args: unknown[]) => unknown;
const originals = { ...fs } as unknown as Record<string, Call>;

/** Calls that change something, and which of their arguments name a path (others name an open file). */
const byPath: Readonly<Record<string, readonly number[]>> = {
  openSync: [0],
  writeFileSync: [0],
  mkdirSync: [0],
  renameSync: [0, 1],
  linkSync: [0, 1],
  rmSync: [0],
  rmdirSync: [0],
  utimesSync: [0],
};
const byDescriptor = ['writeSync', 'fsyncSync', 'ftruncateSync'];

const writes = (flags: unknown): boolean =>
  typeof flags === 'number'
    ? (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0
    : /[wa+]/.test(String(flags ?? 'r'));

export interface Fault {
  readonly call: string;
  readonly path: string;
}

/**
 * A file system in which, below a folder, one change fails: with `code`, when `failing` more have been made. Node's own
 * functions are replaced for all modules, so that nothing that writes is passed over.
 */
export class FaultyDisk {
  readonly #folder: string;
  readonly #open = new Map<number, string>();
  #left = Number.POSITIVE_INFINITY;
  #code = 'ENOSPC';
  /** Changes so far. */
  changes: Fault[] = [];
  /** The change that failed. */
  failed: Fault | undefined;

  constructor(folder: string) {
    this.#folder = resolve(folder) + sep;
    const target = fs as unknown as Record<string, Call>;
    for (const [name, places] of Object.entries(byPath))
      target[name] = (...args) => {
        const path = places.map((i) => args[i]).find((arg) => this.#holds(arg));
        const changes = name !== 'openSync' || writes(args[1]);
        if (path !== undefined && changes) this.#change(name, path as string);
        const result = originals[name]!(...args);
        if (name === 'openSync' && path !== undefined && changes) this.#open.set(result as number, path as string);
        return result;
      };
    for (const name of byDescriptor)
      target[name] = (...args) => {
        const path = this.#open.get(args[0] as number);
        if (path !== undefined) this.#change(name, path);
        return originals[name]!(...args);
      };
    target.closeSync = (...args) => {
      this.#open.delete(args[0] as number);
      return originals.closeSync!(...args);
    };
    syncBuiltinESMExports();
  }

  /** Lets the change after `after` others fail, once. */
  fail(after: number, code: string): void {
    this.#left = after;
    this.#code = code;
    this.changes = [];
    this.failed = undefined;
  }

  /** Lets all changes succeed again. */
  mend(): void {
    this.fail(Number.POSITIVE_INFINITY, '');
  }

  restore(): void {
    for (const name of [...Object.keys(byPath), ...byDescriptor, 'closeSync'])
      (fs as unknown as Record<string, Call>)[name] = originals[name]!;
    syncBuiltinESMExports();
  }

  #holds(path: unknown): boolean {
    return typeof path === 'string' && resolve(path).startsWith(this.#folder);
  }

  #change(call: string, path: string): void {
    this.changes.push({ call, path });
    if (this.#left-- !== 0) return;
    this.failed = { call, path };
    const syscall = call.replace('Sync', '');
    throw Object.assign(new Error(`${this.#code}: injected, ${syscall}`), { code: this.#code, syscall, errno: -1 });
  }
}

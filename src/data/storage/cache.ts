import { Buffer } from 'node:buffer';
import { createHash, type Hash, randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { DuelError } from '../../errors.ts';
import { makeFolder } from '../../files/folders.ts';
import { halfMade } from '../../files/halfMade.ts';
import { fileProblem } from '../../files/problem.ts';
import { openToRead, readWhole } from '../../files/reading.ts';
import { assertRoom } from '../../files/room.ts';
import { byteStore } from '../arrays/numbers.ts';
import type { DataNotes, Dataset } from '../dataset.ts';
import { exampleSize } from '../dataset.ts';
import { isWhiteNote } from '../pictures/sixteen-bits.ts';
import { fileError } from '../problems.ts';
import { fileBacked } from './file-backed.ts';
import { inMemory } from './in-memory.ts';

/** What is known of decoded pictures beside their pixels. */
export interface Decoded {
  shape: readonly number[];
  classes: readonly string[];
  labels: readonly number[];
  /** What is white in pictures of 16 bits, where there are some. */
  white?: number | undefined;
  /** Not part of the fingerprint: they may be worded anew. */
  notes?: DataNotes | undefined;
}

/** Raised when the same pictures would be decoded to other pixels than before. */
const cacheVersion = 1;

const described = z
  .object({
    version: z.literal(cacheVersion),
    count: z.int().positive(),
    shape: z.array(z.int().positive()),
    classes: z.array(z.string()),
    labels: z.array(z.int().nonnegative()),
    fingerprint: z.string(),
    white: z.int().positive().optional(),
    notes: z.object({ found: z.array(z.string()), warnings: z.array(z.string()) }).optional(),
  })
  // earlier versions said in words alone what is white
  .refine(({ white, notes }) => white !== undefined || !notes?.found.some(isWhiteNote));
type Described = z.infer<typeof described>;

/** Appends decoded examples to the cache file. */
export type Append = (bytes: Uint8Array) => Promise<void>;

/** Examples of so many bytes are held in memory where they cannot be kept on the disk. */
const memoryLimit = 64 * 2 ** 20;

/** Why something cannot be kept in the cache. */
class Unkept {
  readonly problem: DuelError;
  constructor(problem: DuelError) {
    this.problem = problem;
  }
}

/**
 * Opens decoded examples from the cache, or decodes them first.
 *
 * An entry is two files, `KEY.u8` with the pixels and `KEY.json` that describes them. Both are written under other
 * names and renamed, the description last, so that an entry is whole or not there; of a decoding that fails nothing
 * is left. Where the cache cannot be written, up to 64 MiB are held in memory instead, which a warning says; of more, the
 * error is `system/…`, with how to choose another place.
 */
export async function openCached(
  name: string,
  key: string,
  folder: string,
  decode: (append: Append) => Promise<Decoded>,
): Promise<Dataset> {
  const base = placeOf(folder, key);
  const entry = (await readEntry(base)) ?? (await writeEntry(base, folder, decode));
  if (entry instanceof Unkept) return held(name, entry.problem, decode);
  const path = `${base}.u8`;
  const file = await openToRead(path, 'data').catch((cause) => {
    throw fileError(path, cause);
  });
  return { ...fileBacked({ name, path, file, begin: 0, store: byteStore, ...entry }), white: entry.white };
}

/** Throws where decoded examples have no room, neither on the disk nor, as few as these may be, in memory. */
export function assertCacheRoom(folder: string, bytes: number): void {
  if (bytes <= memoryLimit) return;
  try {
    assertRoom(folder, bytes, 'the pictures in the size that is asked for');
  } catch (cause) {
    throw cause instanceof DuelError ? cause.withFix(`take a smaller --resolution; ${choice}`) : cause;
  }
}

/** What is known of decoded examples in the cache; undefined where they are not there. */
export const describedIn = (folder: string, key: string): Promise<Pick<Decoded, 'white'> | undefined> =>
  readEntry(placeOf(folder, key));

const placeOf = (folder: string, key: string): string =>
  join(folder, 'decoded', createHash('sha256').update(`${cacheVersion} ${key}`).digest('hex').slice(0, 32));

/** Decoded examples in memory. */
async function held(name: string, problem: DuelError, decode: (append: Append) => Promise<Decoded>): Promise<Dataset> {
  const parts: Uint8Array[] = [];
  const content = new Content();
  const decoded = await decode(async (bytes) => {
    content.add(bytes);
    if (content.bytes > memoryLimit) throw problem;
    parts.push(bytes.slice());
  });
  const { shape, classes, labels, fingerprint, white, notes } = content.describe(decoded);
  const warning = `${problem.message}, in ${problem.where}: examples are read anew each time; ${problem.fix}`;
  return {
    ...inMemory({ name, shape, stored: Buffer.concat(parts), labels, classes, fingerprint }),
    white,
    notes: { found: notes?.found ?? [], warnings: [...(notes?.warnings ?? []), warning] },
  };
}

const choice = 'choose another place for the cache: DUEL_CACHE=FOLDER, or XDG_CACHE_HOME=FOLDER';

/** The problem of a cache in `folder` that cannot be written. */
function unkept(folder: string, cause: unknown, bytes: number): unknown {
  const problem = fileProblem(cause, folder, { doing: 'write', fix: choice });
  if (!(problem instanceof DuelError) || !problem.code.startsWith('system/')) return cause;
  const { kind, code, message, fix } = problem;
  const full = new DuelError(kind, code, `the cache cannot be kept: ${message}`, {
    where: folder,
    fix: fix === choice ? fix : `${fix}, or ${choice}`,
    cause,
  });
  return bytes > memoryLimit ? full : new Unkept(full);
}

/** What decoded examples amount to, as they come. */
class Content {
  readonly #hash: Hash = createHash('sha256');
  bytes = 0;

  add(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.bytes += bytes.length;
  }

  describe({ shape, classes, labels, white, notes }: Decoded): Described {
    return {
      version: cacheVersion,
      count: this.bytes / exampleSize(shape),
      shape: [...shape],
      classes: [...classes],
      labels: [...labels],
      fingerprint: this.#hash.update(JSON.stringify([shape, classes, labels])).digest('hex'),
      ...(white !== undefined && { white }),
      ...(notes && { notes: { found: [...notes.found], warnings: [...notes.warnings] } }),
    };
  }
}

async function readEntry(base: string): Promise<Described | undefined> {
  try {
    const entry = described.parse(JSON.parse((await readWhole(`${base}.json`, 'data')).toString()));
    const { size } = await stat(`${base}.u8`);
    return size === entry.count * exampleSize(entry.shape) ? entry : undefined;
  } catch {
    // Not there, of an older version, or damaged: it is made anew.
    return undefined;
  }
}

async function writeEntry(
  base: string,
  folder: string,
  decode: (append: Append) => Promise<Decoded>,
): Promise<Described | Unkept> {
  const temporary = `${base}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  const settle = halfMade(temporary);
  const content = new Content();
  /** Does something with the cache's own files, whose errors are not those of the data. */
  const keeping = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((cause) => {
      throw unkept(folder, cause, content.bytes);
    });
  let file: FileHandle | undefined;
  try {
    file = await keeping(async () => {
      makeFolder(join(folder, 'decoded'), { fix: choice });
      await removeStale(join(folder, 'decoded'));
      return open(temporary, 'w');
    });
    const handle = file;
    const decoded = await decode(async (bytes) => {
      await keeping(() => handle.writeFile(bytes));
      content.add(bytes);
    });
    return await keeping(async () => {
      await handle.close();
      file = undefined;
      const entry = content.describe(decoded);
      await rename(temporary, `${base}.u8`);
      await writeFile(temporary, JSON.stringify(entry));
      await rename(temporary, `${base}.json`);
      return entry;
    });
  } catch (cause) {
    if (cause instanceof Unkept) return cause;
    throw cause;
  } finally {
    await file?.close().catch(() => {});
    await rm(temporary, { force: true }).catch(() => {});
    settle();
  }
}

/** Removes what a killed process left half-written more than a day ago. */
async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.tmp')) continue;
    const path = join(folder, name);
    const info = await stat(path).catch(() => undefined);
    if (info && Date.now() - info.mtimeMs > 24 * 3600 * 1000) await rm(path, { force: true });
  }
}

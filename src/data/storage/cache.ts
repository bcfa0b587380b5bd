import { createHash, type Hash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openToRead, readWhole } from '../../files/reading.ts';
import { byteStore } from '../arrays/numbers.ts';
import type { DataNotes, Dataset } from '../dataset.ts';
import { exampleSize } from '../dataset.ts';
import { fileError } from '../problems.ts';
import { fileBacked } from './file-backed.ts';

/** What is known of decoded pictures beside their pixels. */
export interface Decoded {
  shape: readonly number[];
  classes: readonly string[];
  labels: readonly number[];
  /** Not part of the fingerprint: they may be worded anew. */
  notes?: DataNotes | undefined;
}

/** Raised when the same pictures would be decoded to other pixels than before. */
const cacheVersion = 1;

const described = z.object({
  version: z.literal(cacheVersion),
  count: z.int().positive(),
  shape: z.array(z.int().positive()),
  classes: z.array(z.string()),
  labels: z.array(z.int().nonnegative()),
  fingerprint: z.string(),
  notes: z.object({ found: z.array(z.string()), warnings: z.array(z.string()) }).optional(),
});
type Described = z.infer<typeof described>;

/** Appends decoded examples to the cache file. */
export type Append = (bytes: Uint8Array) => Promise<void>;

/**
 * Opens decoded examples from the cache, or decodes them first.
 *
 * An entry is two files, `KEY.u8` with the pixels and `KEY.json` that describes them. Both are written under other
 * names and renamed, the description last, so that an entry is whole or not there; of a decoding that fails nothing
 * is left.
 */
export async function openCached(
  name: string,
  key: string,
  folder: string,
  decode: (append: Append) => Promise<Decoded>,
): Promise<Dataset> {
  const base = join(
    folder,
    'decoded',
    createHash('sha256').update(`${cacheVersion} ${key}`).digest('hex').slice(0, 32),
  );
  const entry = (await readEntry(base)) ?? (await writeEntry(base, folder, decode));
  const path = `${base}.u8`;
  const file = await openToRead(path, 'data').catch((cause) => {
    throw fileError(path, cause);
  });
  return fileBacked({ name, path, file, begin: 0, store: byteStore, ...entry });
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

async function writeEntry(base: string, folder: string, decode: (append: Append) => Promise<Decoded>) {
  const temporary = `${base}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  let file: FileHandle | undefined;
  try {
    await mkdir(join(folder, 'decoded'), { recursive: true });
    await removeStale(join(folder, 'decoded'));
    file = await open(temporary, 'w');
    const handle = file;
    const hash: Hash = createHash('sha256');
    let written = 0;
    const decoded = await decode(async (bytes) => {
      hash.update(bytes);
      await handle.writeFile(bytes);
      written += bytes.length;
    });
    await file.close();
    file = undefined;
    const { shape, classes, labels, notes } = decoded;
    const entry: Described = {
      version: cacheVersion,
      count: written / exampleSize(shape),
      shape: [...shape],
      classes: [...classes],
      labels: [...labels],
      fingerprint: hash.update(JSON.stringify([shape, classes, labels])).digest('hex'),
      ...(notes && { notes: { found: [...notes.found], warnings: [...notes.warnings] } }),
    };
    await rename(temporary, `${base}.u8`);
    await writeFile(temporary, JSON.stringify(entry));
    await rename(temporary, `${base}.json`);
    return entry;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw fileError(folder, cause);
  } finally {
    await file?.close();
    await rm(temporary, { force: true });
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

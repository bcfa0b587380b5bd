import { unzipSync, type Zippable, zipSync } from 'fflate';
import { DuelError } from '../../errors.ts';
import { join } from '../node/path.ts';
import { makeFolder, writeBytes } from './own.ts';
import { bytesOf, type FolderNode, files } from './tree.ts';

/** What belongs to the process that trains, and to nobody who gets the run. */
const isLeft = (name: string): boolean => name === 'lock.json' || name.startsWith('.tmp-');

/** Pictures and weights hardly shrink. */
const isPacked = (name: string): boolean => /\.(png|safetensors|gif|webp)$/.test(name);

/** Zip keeps times from 1980 on; equal runs are to be equal archives. */
const someTime = new Date(1980, 0, 1, 12);

/**
 * A run's folder as a zip archive, for download: unpacked (`unzip RUN.zip`), it is a run for the command line. It holds
 * one folder of the run's name. Do not pack a run while it trains.
 *
 * @throws DuelError `page/no-run` where there is none
 */
export function packRun(run: string): Uint8Array<ArrayBuffer> {
  const folder = files.find(run);
  if (folder?.kind !== 'folder' || !folder.entries.has('run.json'))
    throw new DuelError('usage', 'page/no-run', 'there is no run here to pack', {
      where: run,
      fix: 'listRuns() names those that there are',
    });
  return zipSync({ [folder.name]: contentOf(folder) }, { mtime: someTime });
}

function contentOf(folder: FolderNode): Zippable {
  const out: Zippable = {};
  for (const [name, node] of folder.entries)
    if (node.kind === 'folder') out[name] = contentOf(node);
    else if (!isLeft(name)) out[name] = [bytesOf(node), { level: isPacked(name) ? 0 : 6 }];
  return out;
}

/**
 * Puts a run from a zip archive into the page's files, and returns where it lies. The archive is what `packRun` makes, or
 * a run's folder zipped by any program (`zip -r RUN.zip RUN`), alone in it or its content at the top. Where a run of that
 * name is there already, the new one gets another number.
 *
 * @throws DuelError `page/bad-zip` where the archive is broken or holds no run; nothing is written then
 */
export function unpackRun(archive: Uint8Array, { out = 'runs', name = 'run' }: UnpackOptions = {}): string {
  const entries = readEntries(archive);
  const top = runIn(Object.keys(entries));
  const directory = freePlace(out, top === '' ? name : top.split('/').at(-2)!);
  const found = Object.entries(entries).filter(([path]) => path.startsWith(top));
  // the name of the folder that is there last makes it a run
  const half = join(out, `.tmp-${directory.split('/').at(-1)}`);
  if (files.find(half)) files.remove(half, 'rm');
  makeFolder(half);
  for (const [path, bytes] of found) {
    const inside = path.slice(top.length);
    if (inside === '' || isLeft(inside.split('/').at(-1)!)) continue;
    const at = join(half, inside);
    if (path.endsWith('/')) makeFolder(at);
    else writeBytes(at, bytes);
  }
  files.rename(half, directory);
  return directory;
}
export interface UnpackOptions {
  /** Folder of runs. Default `runs`. */
  readonly out?: string | undefined;
  /** The run's name where the archive has no folder. */
  readonly name?: string | undefined;
}

function readEntries(archive: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(archive);
  } catch (cause) {
    throw bad('it cannot be read: it is damaged, or no zip archive', cause);
  }
}

/** What lies before the names of a run's own files. */
function runIn(paths: readonly string[]): string {
  const tops = paths.filter((path) => /(^|\/)run\.json$/.test(path)).map((path) => path.slice(0, -'run.json'.length));
  if (tops.length === 0) throw bad('there is no run.json in it');
  if (tops.length > 1) throw bad(`there are ${tops.length} runs in it`);
  const [top] = tops as [string];
  const outside = paths.find((path) => path.startsWith('/') || path.split(/[\\/]/).includes('..'));
  if (outside !== undefined) throw bad(`'${outside}' would lie outside the run`);
  return top;
}

const bad = (why: string, cause?: unknown) =>
  new DuelError('data', 'page/bad-zip', `this archive holds no run: ${why}`, {
    fix: "zip one run's folder: zip -r RUN.zip RUN",
    cause,
  });

/** OUT/NNN-NAME with the number that it has, or the next free one. */
function freePlace(out: string, name: string): string {
  const there = files.find(out);
  const taken = there?.kind === 'folder' ? [...there.entries.keys()] : [];
  const [, digits, plain = name] = /^(\d{3,9})-(.+)$/.exec(name) ?? [];
  const numbers = taken.map((id) => Number(/^(\d{3,9})-/.exec(id)?.[1] ?? 0));
  const free = digits !== undefined && !numbers.includes(Number(digits));
  const number = free ? Number(digits) : Math.max(0, ...numbers) + 1;
  return join('/', out, `${String(number).padStart(3, '0')}-${plain}`);
}

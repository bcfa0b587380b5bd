import { createHash } from 'node:crypto';
import type { DuelError } from '../../errors.ts';
import { dataError } from '../problems.ts';
import type { UnreadPicture } from './contents.ts';

/** Where pictures come from: a folder or a zip. */
export interface PictureSource {
  /** The folder or the zip. */
  readonly where: string;
  /** Paths of the pictures inside the source, with `/`, sorted. */
  readonly paths: readonly string[];
  /** Pictures in formats that are not read. */
  readonly unread: readonly UnreadPicture[];
  /** How many files that are no data have each ending. */
  readonly passedOver: Readonly<Record<string, number>>;
  /** What could not be looked at: a folder that cannot be entered, a link that leads nowhere. */
  readonly problems: readonly PathProblem[];
  /** Paths of files that may say which class a picture is of. */
  readonly classFiles: readonly string[];
  /** Reads one of them. */
  loadClassFile(index: number): Promise<Uint8Array>;
  /** Where a picture lies, for messages. */
  place(index: number): string;
  /** Bytes of memory that loading the picture takes. */
  weight(index: number): number;
  /** The first `length` bytes of the file, or all where there are fewer. */
  head(index: number, length: number): Promise<Uint8Array>;
  /** The file's bytes; throws a `DuelError` that names it when they cannot be had. */
  load(index: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface PathProblem {
  /** Inside the source. */
  path: string;
  error: DuelError;
}

/** A folder or zip that need not be opened when its pictures are in the cache. */
export interface PictureOrigin {
  /** Changes when a file is added, removed, resized or touched. */
  readonly identity: string;
  open(): Promise<PictureSource>;
}

/** True for files that are taken for pictures by the first reading: by their endings, outside hidden folders. */
export function isPicturePath(path: string): boolean {
  return /\.(png|jpe?g|webp)$/i.test(path) && !isHidden(path);
}

/** Hidden files, and what some systems leave behind: `.DS_Store`, `__MACOSX/`, `.git/`, `@eaDir/`. */
export function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX' || part === '@eaDir');
}

/** Files that are an operating system's own, hidden ones among them. */
export function isOfSystem(path: string): boolean {
  return isHidden(path) || path.split('/').some((part) => systemNames.has(part.toLowerCase()));
}
const systemNames: ReadonlySet<string> = new Set([
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  'icon\r',
  '$recycle.bin',
  'system volume information',
  'lost+found',
]);

/** Longest path inside a source, in characters, and most folders in it: more is no layout of pictures, but an attack. */
const longestPath = 4096;
const mostFolders = 64;

/** Throws where a path inside a source is longer or deeper than any layout of pictures. */
export function assertPath(path: string, where: string): void {
  const isDeep = path.length > mostFolders && path.split('/', mostFolders + 2).length > mostFolders + 1;
  if (path.length <= longestPath && !isDeep) return;
  const what = path.length > longestPath ? `of ${path.length} characters` : `more than ${mostFolders} folders deep`;
  throw dataError('long-path', `a path ${what}: ${path.slice(0, 40)}…`, {
    where,
    fix: 'pack or place the pictures anew',
  });
}

/** Orders paths by their UTF-16 units, whatever the language of the machine. */
export function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}

/** Hash of what tells one state of a source from another. */
export function identityOf(path: string, parts: Iterable<string | number>): string {
  const hash = createHash('sha256').update(`${path}\n`);
  for (const part of parts) hash.update(`${part}\n`);
  return hash.digest('hex');
}

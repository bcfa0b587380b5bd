import { Buffer } from 'buffer/';
import { systemError } from '../files/systemError.ts';
import { bytesOf, type FileNode, files, type TreeNode } from '../files/tree.ts';
import { join, resolve } from './path.ts';

// Stands for node:fs in a page: what Duel uses of it, on files in memory that storage.ts keeps.

export const constants = {
  F_OK: 0,
  X_OK: 1,
  W_OK: 2,
  R_OK: 4,
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 0o100,
  O_EXCL: 0o200,
  O_TRUNC: 0o1000,
  O_APPEND: 0o2000,
} as const;

const named: Readonly<Record<string, number>> = {
  r: constants.O_RDONLY,
  'r+': constants.O_RDWR,
  w: constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC,
  wx: constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
  'w+': constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC,
  a: constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND,
};
const flagsOf = (flags: string | number): number => {
  const bits = typeof flags === 'number' ? flags : named[flags];
  if (bits === undefined) throw systemError('EINVAL', 'open');
  return bits;
};

interface Open {
  readonly node: TreeNode;
  readonly append: boolean;
  at: number;
}
const opened = new Map<number, Open>();
let descriptors = 2;

function openOf(descriptor: number, syscall: string): Open {
  const open = opened.get(descriptor);
  if (!open) throw systemError('EBADF', syscall);
  return open;
}

function fileOf(descriptor: number, syscall: string): Open & { readonly node: FileNode } {
  const open = openOf(descriptor, syscall);
  if (open.node.kind === 'folder') throw systemError('EISDIR', syscall);
  return open as Open & { readonly node: FileNode };
}

export function openSync(path: string, flags: string | number = 'r'): number {
  const bits = flagsOf(flags);
  const known = files.find(path, 'open');
  if (known && bits & constants.O_CREAT && bits & constants.O_EXCL) throw systemError('EEXIST', 'open', path);
  if (!known && !(bits & constants.O_CREAT)) throw systemError('ENOENT', 'open', path);
  const node = known ?? files.makeFile(path, 'open');
  if (node.kind === 'folder' && bits & (constants.O_WRONLY | constants.O_RDWR))
    throw systemError('EISDIR', 'open', path);
  if (node.kind === 'file' && bits & constants.O_TRUNC && node.size > 0) files.truncate(node, 0);
  opened.set(++descriptors, { node, append: (bits & constants.O_APPEND) !== 0, at: 0 });
  return descriptors;
}

export function closeSync(descriptor: number): void {
  openOf(descriptor, 'close');
  opened.delete(descriptor);
}

export function readSync(
  descriptor: number,
  into: Uint8Array,
  offset = 0,
  length = into.byteLength - offset,
  position: number | null = null,
): number {
  const open = fileOf(descriptor, 'read');
  const from = position ?? open.at;
  const bytes = bytesOf(open.node).subarray(from, from + length);
  into.set(bytes, offset);
  if (position === null) open.at += bytes.length;
  return bytes.length;
}

export function writeSync(
  descriptor: number,
  content: Uint8Array | string,
  offset = 0,
  length?: number,
  position: number | null = null,
): number {
  const open = fileOf(descriptor, 'write');
  const whole = typeof content === 'string' ? Buffer.from(content) : content;
  const bytes = whole.subarray(offset, offset + (length ?? whole.length - offset));
  const at = open.append ? open.node.size : (position ?? open.at);
  files.write(open.node, at, bytes);
  if (position === null) open.at = at + bytes.length;
  return bytes.length;
}

export const fsyncSync = (descriptor: number): void => files.sync(openOf(descriptor, 'fsync').node);
export const ftruncateSync = (descriptor: number, size = 0): void =>
  files.truncate(fileOf(descriptor, 'ftruncate').node, size);
export const fstatSync = (descriptor: number): Stats => statsOf(openOf(descriptor, 'fstat').node);

export const existsSync = (path: string): boolean => {
  try {
    return files.find(path) !== undefined;
  } catch {
    return false;
  }
};

/** What a page knows of a file. */
class PageStats {
  readonly #node: TreeNode;
  constructor(node: TreeNode) {
    this.#node = node;
  }
  readonly dev = 0;
  readonly nlink = 1;
  readonly uid = 0;
  readonly gid = 0;
  get ino(): number {
    return this.#node.number;
  }
  get mode(): number {
    return this.isFile() ? 0o100_644 : 0o040_755;
  }
  get size(): number {
    return this.#node.kind === 'file' ? this.#node.size : 0;
  }
  get mtimeMs(): number {
    return this.#node.modified;
  }
  get mtime(): Date {
    return new Date(this.mtimeMs);
  }
  isFile = () => this.#node.kind === 'file';
  isDirectory = () => this.#node.kind === 'folder';
  isSymbolicLink = () => false;
  isFIFO = () => false;
  isSocket = () => false;
  isBlockDevice = () => false;
  isCharacterDevice = () => false;
}
const statsOf = (node: TreeNode): Stats => new PageStats(node);
export type Stats = PageStats;
export type Dirent = Stats & { readonly name: string; readonly parentPath: string };

export function statSync(
  path: string,
  { throwIfNoEntry = true }: { throwIfNoEntry?: boolean } = {},
): Stats | undefined {
  const node = throwIfNoEntry ? files.get(path, 'stat') : existsSync(path) ? files.find(path) : undefined;
  return node && statsOf(node);
}
export const lstatSync = statSync;

export function statfsSync(path: string): never {
  throw systemError('ENOSYS', 'statfs', path);
}

export const accessSync = (path: string): void => void files.get(path, 'access');
export const realpathSync = (path: string): string => {
  files.get(path, 'realpath');
  return resolve(path);
};
/** There are no links but hard ones. */
export function readlinkSync(path: string): never {
  files.get(path, 'readlink');
  throw systemError('EINVAL', 'readlink', path);
}

export function readFileSync(path: string | number, options?: string | { encoding?: string | null }): Buffer | string {
  const node = typeof path === 'number' ? fileOf(path, 'read').node : files.get(path, 'open');
  if (node.kind === 'folder') throw systemError('EISDIR', 'read', String(path));
  const bytes = Buffer.from(bytesOf(node));
  const encoding = typeof options === 'string' ? options : options?.encoding;
  return encoding ? bytes.toString(encoding as BufferEncoding) : bytes;
}

export function writeFileSync(
  path: string,
  content: Uint8Array | string,
  { flag = 'w' }: { flag?: string } = {},
): void {
  const descriptor = openSync(path, flag);
  try {
    writeSync(descriptor, content);
  } finally {
    closeSync(descriptor);
  }
}

export function mkdirSync(path: string, { recursive = false }: { recursive?: boolean } = {}): void {
  if (!recursive) {
    files.makeFolder(path);
    return;
  }
  if (files.find(path, 'mkdir')?.kind === 'folder') return;
  mkdirSync(join(path, '..'), { recursive });
  files.makeFolder(path);
}

export function mkdtempSync(prefix: string): string {
  const path = `${prefix}${Math.random().toString(36).slice(2, 8)}`;
  mkdirSync(path, { recursive: true });
  return path;
}

export function readdirSync(path: string, options: { withFileTypes?: boolean } = {}): (string | Dirent)[] {
  const { entries } = files.folder(path, 'scandir');
  const found = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return found.map(([name, node]) => (options.withFileTypes ? entryOf(path, name, node) : name));
}

const entryOf = (parentPath: string, name: string, node: TreeNode): Dirent =>
  Object.assign(statsOf(node), { name, parentPath });

export const renameSync = (from: string, to: string): void => files.rename(from, to);
export const linkSync = (from: string, to: string): void => files.link(from, to);

export function rmSync(path: string, { recursive = false, force = false }: RemoveOptions = {}): void {
  const node = existsSync(path) ? files.find(path) : undefined;
  if (!node && force) return;
  if (node?.kind === 'folder' && !recursive) throw systemError('EISDIR', 'rm', path);
  files.remove(path, 'rm');
}
export interface RemoveOptions {
  recursive?: boolean;
  force?: boolean;
}

export function rmdirSync(path: string): void {
  if (files.folder(path, 'rmdir').entries.size > 0) throw systemError('ENOTEMPTY', 'rmdir', path);
  files.remove(path, 'rmdir');
}

export function utimesSync(path: string, _accessed: Date | number, modified: Date | number): void {
  files.get(path, 'utime').modified = typeof modified === 'number' ? modified * 1000 : modified.getTime();
}

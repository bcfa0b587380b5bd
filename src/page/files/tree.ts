import { basename, dirname, resolve } from '../node/path.ts';
import type { Change } from './changes.ts';
import { systemError } from './systemError.ts';

interface Place {
  /** Where it lies; undefined at the root and where it was removed. */
  parent: FolderNode | undefined;
  name: string;
  readonly number: number;
  modified: number;
}
export interface FileNode extends Place {
  readonly kind: 'file';
  /** The content, and room for more of it. */
  room: Uint8Array<ArrayBuffer>;
  size: number;
}
export interface FolderNode extends Place {
  readonly kind: 'folder';
  readonly entries: Map<string, TreeNode>;
}
export type TreeNode = FileNode | FolderNode;

/**
 * Files and folders in memory, with the rules of a disk. Whatever changes is told to a listener, in order. A hard link
 * is a second name of a file; there are no other links.
 */
export class Tree {
  #count = 0;
  readonly root: FolderNode = this.#folder(undefined, '');
  /** Hears of each change before it counts; what it throws is thrown to whoever changes something. */
  onChange: (change: Change) => void = () => {};

  #place(parent: FolderNode | undefined, name: string): Place {
    return { parent, name, number: ++this.#count, modified: Date.now() };
  }

  #folder(parent: FolderNode | undefined, name: string): FolderNode {
    return { kind: 'folder', entries: new Map(), ...this.#place(parent, name) };
  }

  /** What lies there; undefined for nothing. Throws ENOTDIR where a part of the path is a file. */
  find(path: string, syscall = 'stat'): TreeNode | undefined {
    let node: TreeNode = this.root;
    for (const name of resolve(path).split('/').filter(Boolean)) {
      if (node.kind === 'file') throw systemError('ENOTDIR', syscall, path);
      const next: TreeNode | undefined = node.entries.get(name);
      if (!next) return undefined;
      node = next;
    }
    return node;
  }

  /** What lies there. Throws ENOENT for nothing. */
  get(path: string, syscall: string): TreeNode {
    const node = this.find(path, syscall);
    if (!node) throw systemError('ENOENT', syscall, path);
    return node;
  }

  folder(path: string, syscall: string): FolderNode {
    const node = this.get(path, syscall);
    if (node.kind === 'file') throw systemError('ENOTDIR', syscall, path);
    return node;
  }

  makeFolder(path: string): void {
    if (this.find(path, 'mkdir')) throw systemError('EEXIST', 'mkdir', path);
    const parent = this.#parentOf(path, 'mkdir');
    const name = basename(resolve(path));
    this.onChange({ type: 'folder', path: resolve(path) });
    parent.entries.set(name, this.#folder(parent, name));
  }

  makeFile(path: string, syscall: string): FileNode {
    const parent = this.#parentOf(path, syscall);
    const name = basename(resolve(path));
    this.onChange({ type: 'write', path: resolve(path), at: 0, bytes: new Uint8Array(0) });
    const file: FileNode = { kind: 'file', room: new Uint8Array(0), size: 0, ...this.#place(parent, name) };
    parent.entries.set(name, file);
    return file;
  }

  write(file: FileNode, at: number, bytes: Uint8Array): void {
    const path = pathOf(file);
    // a copy: what was given may change before it is kept
    if (path !== undefined) this.onChange({ type: 'write', path, at, bytes: new Uint8Array(bytes) });
    const end = at + bytes.length;
    if (end > file.room.length) {
      const room = new Uint8Array(Math.max(end, Math.min(2 * file.room.length, file.room.length + (1 << 20))));
      room.set(file.room.subarray(0, file.size));
      file.room = room;
    }
    file.room.set(bytes, at);
    file.size = Math.max(file.size, end);
    file.modified = Date.now();
  }

  truncate(file: FileNode, size: number): void {
    const path = pathOf(file);
    if (path !== undefined) this.onChange({ type: 'truncate', path, size });
    const room = new Uint8Array(size);
    room.set(file.room.subarray(0, Math.min(size, file.size)));
    Object.assign(file, { room, size, modified: Date.now() });
  }

  rename(from: string, to: string): void {
    const node = this.get(from, 'rename');
    const there = this.find(to, 'rename');
    if (there === node) return;
    const parent = this.#parentOf(to, 'rename');
    if (there) this.#assertReplaceable(node, there, to);
    for (let above: FolderNode | undefined = parent; above; above = above.parent)
      if (above === node) throw systemError('EINVAL', 'rename', from);
    this.onChange({ type: 'rename', from: resolve(from), to: resolve(to) });
    this.#parentOf(from, 'rename').entries.delete(basename(resolve(from)));
    if (there) there.parent = undefined;
    const name = basename(resolve(to));
    parent.entries.set(name, node);
    Object.assign(node, { parent, name });
  }

  #assertReplaceable(node: TreeNode, there: TreeNode, to: string): void {
    if (there.kind === 'folder' && node.kind === 'file') throw systemError('EISDIR', 'rename', to);
    if (there.kind === 'file' && node.kind === 'folder') throw systemError('ENOTDIR', 'rename', to);
    if (there.kind === 'folder' && there.entries.size > 0) throw systemError('ENOTEMPTY', 'rename', to);
  }

  /** A second name of a file. */
  link(from: string, to: string): void {
    const file = this.get(from, 'link');
    if (file.kind === 'folder') throw systemError('EINVAL', 'link', from);
    if (this.find(to, 'link')) throw systemError('EEXIST', 'link', to);
    const parent = this.#parentOf(to, 'link');
    this.onChange({ type: 'write', path: resolve(to), at: 0, bytes: file.room.slice(0, file.size) });
    const name = basename(resolve(to));
    parent.entries.set(name, file);
    Object.assign(file, { parent, name });
  }

  /** Takes a name away, with all below it. */
  remove(path: string, syscall: string): void {
    const node = this.get(path, syscall);
    if (node === this.root) throw systemError('EINVAL', syscall, path);
    this.onChange({ type: 'remove', path: resolve(path) });
    const parent = this.#parentOf(path, syscall);
    const name = basename(resolve(path));
    parent.entries.delete(name);
    if (node.parent === parent && node.name === name) node.parent = undefined;
  }

  sync(node: TreeNode): void {
    const path = pathOf(node);
    if (path !== undefined && node.kind === 'file') this.onChange({ type: 'sync', path });
  }

  #parentOf(path: string, syscall: string): FolderNode {
    return this.folder(dirname(resolve(path)), syscall);
  }
}

/** The bytes of a file, not copied. */
export const bytesOf = (file: FileNode): Uint8Array<ArrayBuffer> => file.room.subarray(0, file.size);

function pathOf(node: TreeNode): string | undefined {
  const names: string[] = [];
  for (let at: TreeNode = node; ; at = at.parent) {
    if (!at.parent) return at.name === '' ? `/${names.join('/')}` : undefined;
    names.unshift(at.name);
  }
}

/** The files of this page, or of this worker. */
export const files = new Tree();

import type { Change } from './changes.ts';

/** A file that is open for writing in place, as only a worker may have it. */
interface Handle {
  getSize(): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}
type File = FileSystemFileHandle & {
  createSyncAccessHandle(): Promise<Handle>;
  move?(folder: FileSystemDirectoryHandle, name: string): Promise<void>;
};

/** Files that stay open between writes: those that grow line by line. */
const mostOpen = 8;

/** Makes changes happen in a page's private file system, one after the other, as they came. */
export class Keeper {
  readonly #root: FileSystemDirectoryHandle;
  readonly #open = new Map<string, Handle>();

  constructor(root: FileSystemDirectoryHandle) {
    this.#root = root;
  }

  async apply(change: Change): Promise<void> {
    switch (change.type) {
      case 'folder':
        await (await this.#parent(change.path)).getDirectoryHandle(nameOf(change.path), { create: true });
        return;
      case 'write': {
        const { bytes, at } = change;
        const handle = await this.#handle(change.path);
        for (let done = 0; done < bytes.length; ) done += handle.write(bytes.subarray(done), { at: at + done });
        return;
      }
      case 'truncate':
        (await this.#handle(change.path)).truncate(change.size);
        return;
      case 'sync':
        this.#open.get(change.path)?.flush();
        return;
      case 'remove':
        this.#close(change.path);
        await (await this.#parent(change.path)).removeEntry(nameOf(change.path), { recursive: true });
        return;
      case 'rename':
        this.#close(change.from);
        this.#close(change.to);
        return this.#rename(change.from, change.to);
      default:
        return change satisfies never;
    }
  }

  async #rename(from: string, to: string): Promise<void> {
    const [source, target] = [await this.#parent(from), await this.#parent(to)];
    const file = await source.getFileHandle(nameOf(from)).catch(() => undefined);
    if (file) return moveFile(file as File, target, nameOf(to));
    // what is renamed to may be an empty folder; folders have no move of their own everywhere
    const folder = await source.getDirectoryHandle(nameOf(from));
    await moveFolder(folder, await target.getDirectoryHandle(nameOf(to), { create: true }));
    await source.removeEntry(nameOf(from), { recursive: true });
  }

  async #handle(path: string): Promise<Handle> {
    const known = this.#open.get(path);
    if (known) return known;
    const file = (await (await this.#parent(path)).getFileHandle(nameOf(path), { create: true })) as File;
    const [oldest] = this.#open.keys();
    if (this.#open.size >= mostOpen && oldest !== undefined) this.#close(oldest);
    const handle = await file.createSyncAccessHandle();
    this.#open.set(path, handle);
    return handle;
  }

  /** A file, or all below a folder. */
  #close(path: string): void {
    for (const [name, handle] of this.#open) {
      if (name !== path && !name.startsWith(`${path}/`)) continue;
      handle.close();
      this.#open.delete(name);
    }
  }

  async #parent(path: string): Promise<FileSystemDirectoryHandle> {
    let folder = this.#root;
    for (const name of path.split('/').slice(1, -1)) folder = await folder.getDirectoryHandle(name);
    return folder;
  }

  /** Lets all that was written reach the disk, and gives it free. */
  settle(): void {
    for (const handle of this.#open.values()) handle.flush();
  }
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

async function moveFile(file: File, target: FileSystemDirectoryHandle, name: string): Promise<void> {
  if (file.move) return file.move(target, name);
  const bytes = await (await file.getFile()).bytes();
  const copy = (await target.getFileHandle(name, { create: true })) as File;
  const handle = await copy.createSyncAccessHandle();
  handle.truncate(0);
  handle.write(bytes, { at: 0 });
  handle.close();
  await (file as unknown as { remove(): Promise<void> }).remove();
}

async function moveFolder(from: FileSystemDirectoryHandle, to: FileSystemDirectoryHandle): Promise<void> {
  const entries = (from as unknown as { values(): AsyncIterable<FileSystemHandle> }).values();
  const found: FileSystemHandle[] = [];
  for await (const entry of entries) found.push(entry);
  for (const entry of found)
    if (entry.kind === 'file') await moveFile(entry as File, to, entry.name);
    else
      await moveFolder(entry as FileSystemDirectoryHandle, await to.getDirectoryHandle(entry.name, { create: true }));
}

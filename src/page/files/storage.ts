import { DuelError } from '../../errors.ts';
import { type Change, joined } from './changes.ts';
import type { FromKeeper, ToKeeper } from './messages.ts';
import { systemError } from './systemError.ts';
import { files } from './tree.ts';

/** The folder of the page's private file system that Duel's files lie in. */
const folder = 'duel';

/** The files of this page's runs, kept in the browser. */
export interface Storage {
  /** Waits until all that was written so far is kept. */
  flush(): Promise<void>;
  /** Gives the files free for another tab, once all is kept. Nothing is kept from then on. */
  close(): Promise<void>;
}

let opening: Promise<Storage> | undefined;

/**
 * Takes the runs of this site out of the browser's private file system (OPFS), and keeps there from now on what functions
 * write, in the order in which they write it: a tab that is closed loses the last moments, as a process that is killed
 * does. Before it, and without it, files lie in memory alone, and go with the page. Call it before the first function
 * that reads or writes a run; calling it twice does nothing.
 *
 * Files lie below `/`, runs in `/runs`, in the layout that they have on a disk, and in memory while the page is open. One
 * tab of a site has them at a time.
 *
 * @throws DuelError `page/no-storage` where the browser has none for this page, `page/storage-in-use` where another tab
 *   has it
 */
export function openStorage(): Promise<Storage> {
  opening ??= open().catch((cause) => {
    opening = undefined;
    throw cause;
  });
  return opening;
}

async function open(): Promise<Storage> {
  const root = await navigator.storage?.getDirectory?.().catch(() => undefined);
  if (!root || !navigator.locks)
    throw new DuelError('device', 'page/no-storage', 'this page has no files of its own in this browser', {
      fix: 'serve it from https or localhost, in a window that is not private; without them runs last as long as the page',
    });
  const giveBack = await takeLock();
  try {
    const home = await root.getDirectoryHandle(folder, { create: true });
    if (files.root.entries.size > 0)
      throw new DuelError(
        'usage',
        'page/storage-late',
        'files were written in this page before its storage was opened',
        {
          fix: 'call openStorage() first',
        },
      );
    await load(home, '');
    const writer = new Writer();
    files.onChange = (change) => writer.take(change);
    return {
      flush: () => writer.flush(),
      close: async () => {
        await writer.flush();
        files.onChange = () => {};
        writer.end();
        giveBack();
        opening = undefined;
        files.root.entries.clear();
      },
    };
  } catch (cause) {
    giveBack();
    throw cause;
  }
}

/** A page that is loaded anew may come before the browser has noticed that the old one is gone. */
const patience = 3000;

/** Takes the right to the files, and gives back what gives it back; a page that ends has given it back. */
function takeLock(): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const held = navigator.locks.request(
      'duel-gan files',
      { signal: AbortSignal.timeout(patience) },
      () => new Promise<void>((done) => resolve(() => done())),
    );
    held.catch(() =>
      reject(
        new DuelError('usage', 'page/storage-in-use', 'another tab of this site has the runs open', {
          fix: 'close it, and load this page anew',
        }),
      ),
    );
  });
}

/** Reads what is kept into memory. */
async function load(from: FileSystemDirectoryHandle, path: string): Promise<void> {
  const entries = (from as unknown as { values(): AsyncIterable<FileSystemHandle> }).values();
  for await (const entry of entries) {
    const at = `${path}/${entry.name}`;
    if (entry.kind === 'directory') {
      files.makeFolder(at);
      await load(entry as FileSystemDirectoryHandle, at);
    } else {
      const kept = await (entry as FileSystemFileHandle).getFile();
      const file = files.makeFile(at, 'open');
      files.write(file, 0, new Uint8Array(await kept.arrayBuffer()));
      file.modified = kept.lastModified;
    }
  }
}

/** Sends changes to the worker that keeps them, many at a time. */
class Writer {
  readonly #worker = new Worker(new URL('./keeperThread.js', import.meta.url), { type: 'module', name: 'duel files' });
  readonly #waiting = new Map<number, { resolve: () => void; reject: (cause: unknown) => void }>();
  #changes: Change[] = [];
  #failure: Error | undefined;
  #count = 0;

  constructor() {
    this.#post({ type: 'begin', folder });
    this.#worker.onmessage = ({ data }: MessageEvent<FromKeeper>) => {
      if (data.type === 'failed') {
        const cause = new Error(data.message);
        this.#fail(systemError(data.full ? 'ENOSPC' : 'EIO', 'write', undefined, cause));
      } else {
        this.#waiting.get(data.id)?.resolve();
        this.#waiting.delete(data.id);
      }
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const why = event.message || "its script 'keeperThread.js' did not load";
      this.#fail(systemError('EIO', 'write', undefined, new Error(why)));
    };
  }

  /** What cannot be kept any more is refused from then on, as a full disk refuses it. */
  #fail(failure: Error): void {
    this.#failure ??= failure;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }

  take(change: Change): void {
    if (this.#failure) throw this.#failure;
    if (this.#changes.length === 0) queueMicrotask(() => this.#send());
    this.#changes.push(change);
  }

  #send(): void {
    const changes = joined(this.#changes);
    this.#changes = [];
    if (changes.length > 0) this.#post({ type: 'changes', changes }, buffersIn(changes));
  }

  flush(): Promise<void> {
    this.#send();
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#count++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ type: 'flush', id });
    });
  }

  end(): void {
    this.#worker.terminate();
  }

  #post(message: ToKeeper, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}

const buffersIn = (changes: readonly Change[]): ArrayBuffer[] =>
  changes.flatMap((change) => (change.type === 'write' && change.bytes.length > 0 ? [change.bytes.buffer] : []));

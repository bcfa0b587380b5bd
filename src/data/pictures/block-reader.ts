import type { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { RandomAccessReader } from 'yauzl';

/** Bytes that are read at once, and how many of such blocks are kept: as wide as heads of entries are read, and more. */
const blockSize = 2 ** 16;
const kept = 16;

/**
 * Reads an archive for yauzl. Entries that lie close together are read by blocks, as each look into a file costs as much
 * as thousands of bytes; where they lie far apart, only what is asked for is read.
 */
export class BlockReader extends RandomAccessReader {
  /** Whether to read by blocks: an archive's directory lies in one piece. */
  isDense = true;
  readonly #file: FileHandle;
  readonly #blocks = new Map<number, Promise<Uint8Array>>();

  constructor(file: FileHandle) {
    super();
    this.#file = file;
  }

  /** `length` bytes from `position` on, or as many as there are. */
  async bytes(position: number, length: number): Promise<Uint8Array> {
    const first = Math.floor(position / blockSize);
    const last = Math.floor((position + length - 1) / blockSize);
    if (!this.isDense || last > first + 1) return this.#exactly(position, length);
    const at = position - first * blockSize;
    const head = await this.#block(first);
    if (last <= first) return head.slice(at, at + length);
    const tail = await this.#block(last);
    const whole = new Uint8Array(head.length - at + tail.length);
    whole.set(head.subarray(at));
    whole.set(tail, head.length - at);
    return whole.slice(0, length);
  }

  #block(index: number): Promise<Uint8Array> {
    const known = this.#blocks.get(index);
    if (known) return known;
    const block = this.#exactly(index * blockSize, blockSize);
    this.#blocks.set(index, block);
    // a map hands out first what was put in first
    if (this.#blocks.size > kept) this.#blocks.delete(this.#blocks.keys().next().value!);
    return block;
  }

  async #exactly(position: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#file.read(bytes, filled, length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled < length ? bytes.subarray(0, filled) : bytes;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.bytes(position, length).then(
      (bytes) => {
        buffer.set(bytes, offset);
        // outside the promise: what is thrown there is not this reading's
        queueMicrotask(() => callback(bytes.length < length ? new Error('unexpected EOF') : null));
      },
      (error) => callback(error),
    );
  }
}

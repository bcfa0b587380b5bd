import { sha256 } from '@noble/hashes/sha2.js';
import { Buffer } from 'buffer/';
import { DuelError } from '../../errors.ts';

// Stands for node:crypto in a page: its own crypto.subtle answers later, which is too late for many.

class PageHash {
  readonly #state = sha256.create();
  update(content: ArrayBufferView | string): this {
    // numbers of any kind by their bytes, as Node takes them
    const bytes =
      typeof content === 'string'
        ? Buffer.from(content)
        : new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
    this.#state.update(bytes);
    return this;
  }
  digest(encoding?: BufferEncoding): Buffer | string {
    const bytes = Buffer.from(this.#state.digest());
    return encoding === undefined ? bytes : bytes.toString(encoding);
  }
}

export function createHash(name: string): PageHash {
  if (name === 'sha256') return new PageHash();
  throw new DuelError('internal', 'page/hash', `a page has no hash '${name}' here, only sha256`);
}

export const randomBytes = (count: number): Buffer =>
  Buffer.from(globalThis.crypto.getRandomValues(new Uint8Array(count)));

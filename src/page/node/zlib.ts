import { Buffer } from 'buffer/';
import { systemError } from '../files/systemError.ts';
import { absent } from './absent.ts';

// Stands for node:zlib in a page, by the browser's own compression.

type Done = (error: Error | null, result?: Buffer) => void;

export const constants = { Z_SYNC_FLUSH: 2 } as const;

/** In zlib's format, at the browser's own level. */
export const deflate = (bytes: Uint8Array, _options: unknown, done: Done): void =>
  through(bytes, new CompressionStream('deflate'), done);
export const gzip = (bytes: Uint8Array, _options: unknown, done: Done): void =>
  through(bytes, new CompressionStream('gzip'), done);
export const inflateRaw = (bytes: Uint8Array, _options: unknown, done: Done): void =>
  through(bytes, new DecompressionStream('deflate-raw'), done);

function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream, done: Done): void {
  // what waits for an answer must not be told of its own error
  const answer = (...args: Parameters<Done>) => queueMicrotask(() => done(...args));
  new Response(new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(stream)).bytes().then(
    (result) => answer(null, Buffer.from(result.buffer)),
    (cause) => answer(damaged(cause)),
  );
}

const damaged = (cause: unknown) =>
  Object.assign(systemError('EIO', 'inflate', undefined, cause), { code: 'Z_DATA_ERROR' });

/** A step of `pipeline`. */
export const createGunzip = () => ({
  async *chunks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const stream = new DecompressionStream('gzip');
    const into = stream.writable.getWriter();
    const fed = (async () => {
      for await (const chunk of source) await into.write(chunk as Uint8Array<ArrayBuffer>);
      await into.close();
    })();
    // what it fails with is found by whoever reads
    fed.catch(() => {});
    const from = stream.readable.getReader();
    try {
      for (let next = await from.read(); !next.done; next = await from.read()) yield next.value;
    } catch (cause) {
      throw damaged(cause);
    }
  },
});

export const createInflateRaw = absent('createInflateRaw', 'zip archives of pictures');

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let k = 0; k < 8; k++) value = value & 1 ? 0xedb8_8320 ^ (value >>> 1) : value >>> 1;
  return value;
});

export function crc32(bytes: Uint8Array, before = 0): number {
  let value = ~before;
  for (const byte of bytes) value = table[(value ^ byte) & 0xff]! ^ (value >>> 8);
  return ~value >>> 0;
}

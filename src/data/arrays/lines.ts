import { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

/** Bytes that are read at once. */
const chunkBytes = 2 ** 18;

/**
 * The lines of a text file, of which no more than one and a chunk are in memory. `tooLong` makes the error of a line of
 * more than `longest` characters.
 */
export async function* linesOf(
  file: FileHandle,
  longest: number,
  tooLong: () => Error,
): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder('utf8');
  const chunk = Buffer.alloc(chunkBytes);
  let rest = '';
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, at);
    at += bytesRead;
    rest += bytesRead === 0 ? decoder.end() : decoder.write(chunk.subarray(0, bytesRead));
    // What follows a carriage return at the end is not known yet.
    const held = bytesRead > 0 && rest.endsWith('\r') ? '\r' : '';
    const lines = (held === '' ? rest : rest.slice(0, -1)).split(/\r\n|\n|\r/);
    rest = bytesRead === 0 ? '' : lines.pop()! + held;
    if (rest.length > longest || lines.some((line) => line.length > longest)) throw tooLong();
    yield lines;
    if (bytesRead === 0) return;
  }
}

import { Buffer } from 'node:buffer';
import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

const deflated = promisify(deflate);

/**
 * A PNG of grey, RGB or RGBA pixels, 8 bits a channel, from rows that each begin with a byte 0.
 *
 * A training draws its plots for as long as it lasts: this leaves nothing behind in the memory of the threads that compress,
 * as a library of pictures does.
 */
export async function pngOfRows(
  rows: Uint8Array,
  width: number,
  height: number,
  channels: keyof typeof colourTypes = 3,
): Promise<Uint8Array> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colourTypes[channels]], 8);
  const body = await deflated(rows, { level: 9 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', body), chunk('IEND', Buffer.alloc(0))]);
}

/** What PNG calls pixels of so many channels. */
const colourTypes = { 1: 0, 3: 2, 4: 6 } as const;
const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

function chunk(type: string, body: Buffer): Buffer {
  const whole = Buffer.alloc(12 + body.length);
  whole.writeUInt32BE(body.length, 0);
  whole.write(type, 4, 'latin1');
  body.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + body.length)), 8 + body.length);
  return whole;
}

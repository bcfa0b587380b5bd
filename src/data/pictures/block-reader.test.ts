import type { FileHandle } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { BlockReader } from './block-reader.ts';

const content = Uint8Array.from({ length: 300_001 }, (_, i) => (i * 7) % 251);

/** A file that counts how often it is looked into, and gives no more than 50,000 bytes at once. */
function counted() {
  const looks: number[] = [];
  const read = async (into: Uint8Array, offset: number, length: number, position: number) => {
    const bytes = content.subarray(position, position + Math.min(length, 50_000));
    into.set(bytes, offset);
    looks.push(bytes.length);
    return { bytesRead: bytes.length };
  };
  return { looks, reader: new BlockReader({ read } as unknown as FileHandle) };
}

it('gives what lies in the file, near and far, at its end and beyond', async () => {
  for (const isDense of [true, false]) {
    const { reader } = counted();
    reader.isDense = isDense;
    for (const [position, length] of [
      ...[
        [0, 46],
        [65_500, 100],
        [65_536, 65_536],
        [10, 200_000],
        [131_071, 1],
        [131_072, 0],
      ],
      ...[
        [299_990, 11],
        [299_990, 500],
        [300_001, 10],
        [400_000, 10],
      ],
    ] as [number, number][])
      expect(
        Buffer.compare(await reader.bytes(position, length), content.slice(position, position + length)),
        `${position} ${length}`,
      ).toBe(0);
  }
});

it('looks into the file once for many entries that lie close together, and reads no more where they do not', async () => {
  const near = counted();
  for (let at = 0; at < 300_000; at += 100) await near.reader.bytes(at, 46);
  expect(near.looks.length).toBeLessThan(20);
  // looks at one time wait for the same block
  const atOnce = counted();
  await Promise.all(Array.from({ length: 8 }, (_, i) => atOnce.reader.bytes(i * 100, 46)));
  expect(atOnce.looks.length).toBe(2);
  const far = counted();
  far.reader.isDense = false;
  for (let at = 0; at < 300_000; at += 30_000) await far.reader.bytes(at, 46);
  expect(far.looks).toEqual(Array(10).fill(46));
});

it('says where a reading ends too soon, and what the system said', async () => {
  const short = () =>
    new Promise<Error | null>((done) => counted().reader.read(Buffer.alloc(20), 0, 20, 299_990, done));
  expect((await short())?.message).toBe('unexpected EOF');
  const broken = new BlockReader({ read: () => Promise.reject(new Error('EIO')) } as unknown as FileHandle);
  expect(await new Promise((done) => broken.read(Buffer.alloc(4), 0, 4, 0, done))).toEqual(new Error('EIO'));
});

import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { DuelError } from '../../errors.ts';
import { openDataset } from '../open.ts';
import { temporaryFolder } from './folders.testing.ts';
import { makeZip, type ZipEntry } from './zip.testing.ts';
import { openZip } from './zip.ts';

const dot = (colour: string) =>
  sharp({ create: { width: 4, height: 4, channels: 3, background: colour } })
    .png()
    .toBuffer();

async function open(entries: readonly ZipEntry[] | Uint8Array) {
  const folder = temporaryFolder({ 'a.zip': entries instanceof Uint8Array ? entries : makeZip(entries) });
  return openDataset({ source: join(folder, 'a.zip') }, { cacheFolder: join(folder, 'cache') });
}

test('a zip and a folder of the same pictures are the same data', async () => {
  const entries = [
    { path: 'dog/1.png', bytes: await dot('#f00'), deflate: true },
    { path: 'cat/2.png', bytes: await dot('#0f0') },
    { path: '__MACOSX/._2.png', bytes: Buffer.from('x') },
    { path: 'README.txt', bytes: Buffer.from('x') },
  ];
  const zip = await open(entries);
  const folder = temporaryFolder(Object.fromEntries(entries.map(({ path, bytes }) => [path, bytes])));
  const files = await openDataset({ source: folder }, { cacheFolder: temporaryFolder() });
  expect([zip.count, zip.shape, zip.classes]).toEqual([2, [4, 4, 3], ['cat', 'dog']]);
  expect(zip.fingerprint).toBe(files.fingerprint);
  await files.close();
  const out = new Float32Array(48);
  await zip.read([1], out, { range: [0, 1] });
  expect([...out.subarray(0, 3)]).toEqual([1, 0, 0]);
  await zip.close();
});

test('refuses archives that are bad or mean', async () => {
  const path = 'a.png';
  const bytes = await dot('#00f');
  const refused: [string, readonly ZipEntry[] | Uint8Array][] = [
    ['data/zip-path', [{ path: '../../a.png', bytes }]],
    ['data/zip-path', [{ path: '/etc/a.png', bytes }]],
    ['data/zip-bomb', [{ path, bytes, deflate: true, declared: 2 ** 31 }]],
    ['data/zip-bomb', [{ path, bytes: new Uint8Array(20_000_000), deflate: true }]],
    ['data/zip-bomb', [{ path, bytes: new Uint8Array(1_000_000), deflate: true, declared: 100 }]],
    ['data/bad-zip', [{ path, bytes, deflate: true, declared: bytes.length + 1 }]],
    ['data/bad-zip', [{ path, bytes, crc: 1 }]],
    ['data/bad-zip', Buffer.from('not a zip')],
    ['data/bad-zip', makeZip([{ path, bytes }]).subarray(20)],
    ['data/zip-encrypted', [{ path, bytes, deflate: true, encrypted: true }]],
    ['data/empty', [{ path: 'LICENSE', bytes: Buffer.from('words') }]],
  ];
  for (const [code, entries] of refused)
    await expect(open(entries), code).rejects.toMatchObject({
      kind: 'data',
      code,
      where: expect.stringContaining('a.zip'),
    });
});

test('overlapping entries, all out of the same bytes, are a bomb', async () => {
  const entries = Array.from({ length: 50 }, (_, k) => ({ path: `${k}.png`, bytes: Buffer.alloc(1000, k) }));
  const zip = makeZip(entries);
  // Every directory entry points at the first file's bytes; the other files are cut out.
  const first = zip.subarray(0, 30 + 5 + 1000);
  const directory = zip.subarray(zip.readUInt32LE(zip.length - 6));
  for (let at = 0; directory.toString('latin1', at, at + 2) === 'PK' && directory[at + 2] === 1; ) {
    directory.writeUInt32LE(0, at + 42);
    at += 46 + directory.readUInt16LE(at + 28);
  }
  directory.writeUInt32LE(first.length, directory.length - 6);
  await expect(open(Buffer.concat([first, directory]))).rejects.toMatchObject({ code: 'data/zip-bomb' });
});

test('flipped bytes never crash', async () => {
  const zip = makeZip([{ path: 'a.png', bytes: await dot('#00f'), deflate: true }]);
  const folder = temporaryFolder();
  const { writeFile } = await import('node:fs/promises');
  const path = join(folder, 'a.zip');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { maxLength: 4 }), async (changes) => {
      const file = Uint8Array.from(zip);
      for (const [at, byte] of changes) file[at] = byte;
      await writeFile(path, file);
      try {
        const source = await openZip(path, 2);
        try {
          for (let k = 0; k < source.paths.length; k++) await source.load(k);
        } finally {
          await source.close();
        }
      } catch (error) {
        expect(error).toBeInstanceOf(DuelError);
      }
    }),
    { numRuns: 200 },
  );
});

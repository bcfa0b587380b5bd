import { spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { makeZip } from '../../src/data/pictures/zip.testing.ts';
import { Folder, type Outcome, outcome, script } from './duel.ts';

const folder = new Folder();
afterAll(() => folder.remove());

/** Prints the most memory that the process ever had, when it ends. */
const tell = `process.on('exit', () => process.stderr.write('maxRSS ' + process.resourceUsage().maxRSS / 1024))`;

/** What the command answers, and its peak of memory in MiB. */
async function measured(...words: string[]): Promise<Outcome & { peak: number }> {
  const hook = `data:text/javascript,${encodeURIComponent(tell)}`;
  const env = { ...process.env, CI: '', NO_COLOR: '', XDG_CACHE_HOME: folder.file('cache') };
  const options = { cwd: folder.path, env, stdio: ['ignore' as const, 'pipe' as const, 'pipe' as const] };
  const said = await outcome(spawn(process.execPath, ['--import', hook, script, ...words], options));
  return { ...said, peak: Number(/maxRSS ([\d.]+)/.exec(said.stderr)?.[1]) };
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
}

/** A black PNG of 16 bits, with alpha. */
function png16(side: number, interlaced: boolean, pixels = Buffer.alloc(side * (1 + 8 * side))): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([16, 6, 0, 0, interlaced ? 1 : 0], 8);
  const magic = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const parts = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([magic, ...parts]);
}

test('giant pictures', async () => {
  mkdirSync(folder.file('giants'));
  const plain = png16(6000, false);
  for (const name of ['a', 'b', 'c', 'd']) writeFileSync(folder.file(`giants/${name}.png`), plain);
  const interlaced = png16(11_500, true, Buffer.alloc(1000));
  for (const name of ['e', 'f']) writeFileSync(folder.file(`giants/${name}.png`), interlaced);
  const { code, stdout, peak } = await measured('data', 'check', 'giants');
  expect(stdout).toContain('6, 4 of them good');
  expect(stdout).toContain('e.png: 11500 × 11500: decoding it takes');
  expect(code).toBe(3);
  expect(peak).toBeLessThan(1024);
}, 120_000);

test('a zip of large entries', async () => {
  const bytes = Buffer.alloc(250_000_000);
  png16(4, false).copy(bytes);
  // with some noise it is packed no better than a picture may be
  for (let at = 2 ** 17; at < bytes.length; at += 2 ** 17) randomFillSync(bytes, at, Math.min(2048, bytes.length - at));
  const paths = ['a', 'b', 'c', 'd'].map((name) => `${name}.png`);
  writeFileSync(folder.file('large.zip'), makeZip(paths.map((path) => ({ path, bytes, deflate: true }))));
  const { code, stdout, peak } = await measured('data', 'check', 'large.zip');
  expect(stdout).toContain('4, 4 of them good');
  expect(code).toBe(0);
  expect(peak).toBeLessThan(1024);
}, 120_000);

test('photographs as cameras make them', async () => {
  mkdirSync(folder.file('photos'));
  const { default: sharp } = await import('sharp');
  const noise = await sharp(randomFillSync(Buffer.alloc(400 * 300 * 3)), {
    raw: { width: 400, height: 300, channels: 3 },
  })
    .resize(4000, 3000)
    .jpeg()
    .toBuffer();
  for (let k = 0; k < 70; k++) writeFileSync(folder.file(`photos/${k}.jpg`), noise);
  const asked = await measured('train', 'dcgan', '--data', 'photos', '--dry-run');
  expect(asked.stderr).toContain('70 pictures of 4000×3000, taken at 64×64');
  expect(asked.code).toBe(0);
  expect(asked.peak).toBeLessThan(600);
  // a batch of 64 of the networks for it, decoding, a picture and a checkpoint included: less than 600 MB
  const trained = await measured('train', 'dcgan', '--data', 'photos', '--resolution', '64', '--steps', '2');
  expect(trained.stderr).toContain('finished 2 steps');
  expect(trained.peak).toBeLessThan(600e6 / 2 ** 20);
}, 120_000);

/** A file of this length that takes no room. */
function sparse(name: string, length: number, head: Uint8Array = Buffer.alloc(0)): void {
  writeFileSync(folder.file(name), head);
  truncateSync(folder.file(name), length);
}

test('lines, arrays and paths of any length', async () => {
  writeFileSync(folder.file('line.csv'), `1,2\n${'1,'.repeat(50_000_000)}1\n`);
  const idx = Buffer.from([0, 0, 8, 3, 0, 1, 0, 0, 0, 0, 0x80, 0, 0, 1, 0, 0]);
  writeFileSync(folder.file('train-images-idx3-ubyte.gz'), gzipSync(Buffer.concat([idx, Buffer.alloc(2 ** 24)])));
  writeFileSync(folder.file('deep.zip'), makeZip([{ path: `${'a/'.repeat(32_500)}a.png`, bytes: Buffer.alloc(9) }]));
  writeFileSync(folder.file('wide.csv'), `${'word'.repeat(1000)},label\n`);
  sparse('latents.npy', 2 ** 33);
  const said = async (path: string) => {
    const { code, stdout, peak } = await measured('data', 'check', path);
    expect(code, path).toBe(3);
    expect(peak, path).toBeLessThan(400);
    return stdout;
  };
  expect(await said('line.csv')).toContain('line.csv: a line of more than 4,194,304 characters');
  expect(await said('train-images-idx3-ubyte.gz')).toContain('more than the 768 MB that are kept in memory');
  expect(await said('deep.zip')).toContain('a path of 65005 characters');
  expect(await said('wide.csv')).toContain('no rows of numbers');
  expect((await measured('train', 'ring', '--data', 'latents.npy')).peak).toBeLessThan(400);
}, 120_000);

test('a list of faults is cut, with their number', async () => {
  const entries = Array.from({ length: 5000 }, (_, k) => ({ path: `${k}.png`, bytes: Buffer.alloc(0) }));
  writeFileSync(folder.file('many.zip'), makeZip(entries));
  const { stdout } = await measured('data', 'check', 'many.zip', '--json');
  const report = JSON.parse(stdout) as { bad: unknown[]; badCount: number };
  expect([report.bad.length, report.badCount]).toEqual([1000, 5000]);
  const { stdout: lines } = await measured('data', 'check', 'many.zip');
  expect(lines.split('\n').length).toBeLessThan(70);
  expect(lines).toContain('… and 4,950 more');
}, 120_000);

import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openToRead, openToReadSync, readWhole, readWholeSync } from './reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-reading-'));
const plain = join(folder, 'plain');
writeFileSync(plain, 'four');

test('reads files', async () => {
  expect(readWholeSync(plain, 'data').toString()).toBe('four');
  expect((await readWhole(plain, 'data')).toString()).toBe('four');
  await (await openToRead(plain, 'data')).close();
  closeSync(openToReadSync(plain, 'data'));
});

test('a missing file stays what the system says', async () => {
  const missing = join(folder, 'missing');
  expect(() => readWholeSync(missing, 'data')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  await expect(readWhole(missing, 'data')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('takes no more than the limit', async () => {
  const tooLarge = { kind: 'checkpoint', code: 'file/too-large', where: plain };
  expect(readWholeSync(plain, 'checkpoint', { limit: 4 })).toHaveLength(4);
  expect(() => readWholeSync(plain, 'checkpoint', { limit: 3 })).toThrow(expect.objectContaining(tooLarge));
  await expect(readWhole(plain, 'checkpoint', { limit: 3 })).rejects.toMatchObject(tooLarge);
});

test.skipIf(process.platform === 'win32')('says at once what is no file', async () => {
  const pipe = join(folder, 'pipe.csv');
  execFileSync('mkfifo', [pipe]);
  const socket = join(folder, 'socket');
  const server = createServer().listen(socket);
  await new Promise((resolve) => server.once('listening', resolve));
  const things = { [folder]: /a folder/, [pipe]: /named pipe/, [socket]: /a socket/, '/dev/zero': /a device/ };
  for (const [path, what] of Object.entries(things)) {
    const wrong = { kind: 'usage', code: 'file/not-a-file', message: expect.stringMatching(what), where: path };
    for (const read of [openToReadSync, readWholeSync])
      expect(() => read(path, 'usage')).toThrow(expect.objectContaining(wrong));
    for (const read of [openToRead, readWhole]) await expect(read(path, 'usage')).rejects.toMatchObject(wrong);
  }
  server.close();
});

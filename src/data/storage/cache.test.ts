import { readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../pictures/folders.testing.ts';
import { type Append, openCached } from './cache.ts';
import { cacheFolder } from './places.ts';

afterEach(() => vi.unstubAllEnvs());

/** Decodes `count` examples of `size` bytes each. */
const decoding = (count: number, size: number) => async (append: Append) => {
  for (let i = 0; i < count; i++) await append(new Uint8Array(size).fill(i));
  return { shape: [size], classes: ['a', 'b'], labels: Array.from({ length: count }, (_, i) => i % 2) };
};

/** A place where no folder can be made, even by root. */
function impossible(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  return join(folder, 'file', 'cache');
}

test('what cannot be kept is held in memory, and that is said', async () => {
  const folder = temporaryFolder();
  const place = impossible();
  const kept = await openCached('x', 'key', folder, decoding(3, 4));
  const held = await openCached('x', 'key', place, decoding(3, 4));
  expect(kept.notes).toBeUndefined();
  expect(held.notes?.warnings).toEqual([
    expect.stringMatching(
      /^the cache cannot be kept: a part of this path is a file.*examples are read anew.*DUEL_CACHE=/,
    ),
  ]);
  expect(held.notes?.warnings[0]).toContain(place);
  for (const dataset of [kept, held]) {
    const [values, labels] = [new Float32Array(12), new Int32Array(3)];
    await dataset.read([2, 0, 1], values, { range: [0, 255], labels });
    expect([...values]).toEqual([2, 2, 2, 2, 0, 0, 0, 0, 1, 1, 1, 1]);
    expect([...labels]).toEqual([0, 0, 1]);
    expect(dataset).toMatchObject({ count: 3, shape: [4], classes: ['a', 'b'], fingerprint: kept.fingerprint });
    await dataset.close();
  }
});

test('but not much of it', async () => {
  const place = impossible();
  await expect(openCached('x', 'key', place, decoding(65, 2 ** 20))).rejects.toMatchObject({
    ...{ kind: 'device', code: 'system/not-a-folder', where: place },
    fix: expect.stringContaining('DUEL_CACHE=FOLDER'),
  });
});

test('an error of the data is theirs', async () => {
  const folder = temporaryFolder();
  const cause = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
  const failing = openCached('x', 'key', folder, async () => {
    throw cause;
  });
  await expect(failing).rejects.toBe(cause);
  expect(readdirSync(join(folder, 'decoded'))).toEqual([]);
});

test('the cache lies where one says', () => {
  vi.stubEnv('XDG_CACHE_HOME', '');
  vi.stubEnv('DUEL_CACHE', '');
  expect(cacheFolder({})).toBe(join(homedir(), '.cache', 'duel'));
  vi.stubEnv('XDG_CACHE_HOME', '/xdg');
  expect(cacheFolder({})).toBe(join('/xdg', 'duel'));
  vi.stubEnv('DUEL_CACHE', '/own');
  expect(cacheFolder({})).toBe('/own');
  expect(cacheFolder({ cacheFolder: '/asked' })).toBe('/asked');
});

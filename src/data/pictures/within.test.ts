import { expect, test } from 'vitest';
import type { PictureSource } from './picture-source.ts';
import { foldersOf, within } from './within.ts';

const source = (paths: readonly string[]): PictureSource => ({
  where: 'DATA',
  paths: [...paths].sort(),
  unread: [],
  passedOver: { txt: 1 },
  problems: [],
  classFiles: paths.filter((path) => path.endsWith('.csv')),
  loadClassFile: async () => new Uint8Array(0),
  place: (index) => `DATA, ${[...paths].sort()[index]}`,
  weight: () => 0,
  head: async () => new Uint8Array(0),
  load: async () => new Uint8Array(0),
  close: async () => {},
});

test.each([
  ['a folder', ['A/1.png', 'A/cat/2.png', 'B/1.png'], 'A', ['1.png', 'cat/2.png']],
  ['splits outside', ['test/A/1.png', 'train/A/2.png', 'train/B/3.png'], 'A', ['test/1.png', 'train/2.png']],
  ['splits inside', ['A/test/1.png', 'A/train/2.png', 'B/train/3.png'], 'A', ['test/1.png', 'train/2.png']],
  ['splits in the name', ['testA/1.png', 'train_A/2.png', 'trainB/3.png'], 'A', ['test/1.png', 'train/2.png']],
  ['what is around everything', ['x/y/A/1.png', 'x/y/B/1.png'], 'A', ['1.png']],
  ['the only folder', ['A/1.png', 'A/2.png'], 'A', ['1.png', '2.png']],
  ['a folder in a folder', ['a/b/1.png', 'a/c/2.png'], 'a/b', ['1.png']],
  ['no split', ['brA/1.png', 'A/2.png'], 'A', ['2.png']],
])('%s', (_, paths, folder, expected) => {
  const found = within(source(paths), folder);
  expect([found.where, found.paths]).toEqual([`DATA/${folder}`, expected]);
  for (const [k, path] of expected.entries()) expect(found.place(k).endsWith(path.split('/').at(-1)!)).toBe(true);
});

test.each([
  [
    ['A/1.png', 'B/1.png'],
    ['A', 'B'],
  ],
  [
    ['train/A/1.png', 'test/B/1.png'],
    ['A', 'B'],
  ],
  [
    ['trainA/1.png', 'trainB/1.png', 'testA/1.png'],
    ['A', 'B'],
  ],
  [
    ['pets/cat/1.png', 'pets/trains/1.png'],
    ['cat', 'trains'],
  ],
  [['1.png'], []],
])('%j has the folders %j', (paths, folders) => {
  expect(foldersOf(source(paths))).toEqual(folders);
});

test('says which folders there are', () => {
  expect(() => within(source(['twemoji/1.png', 'noto/1.png']), 'twenoji')).toThrow(
    expect.objectContaining({
      code: 'data/no-folder',
      where: 'DATA',
      fix: 'did you mean twemoji? there are noto, twemoji',
    }),
  );
  expect(() => within(source(['1.png']), 'A')).toThrow(
    expect.objectContaining({ fix: 'put its pictures into a folder called A' }),
  );
});

import { expect, test } from 'vitest';
import { leakWarning, Twins } from './twins.ts';

const paths = ['test/a.png', 'train/a.png', 'train/b.png', 'train/c.png'];

test('pictures of the same pixels and size are twins, in whatever order they come', () => {
  const twins = new Twins();
  const pixels = (value: number) => new Uint8Array(12).fill(value);
  twins.add(3, '2x2', pixels(1));
  twins.add(2, '2x2', pixels(2));
  twins.add(0, '2x2', pixels(1));
  twins.add(1, '4x4', pixels(1));
  expect(twins.list(paths)).toEqual({ twins: [{ file: 'train/c.png', of: 'test/a.png' }], count: 1 });
});

test('what is learnt from and held out too is warned of', () => {
  const splits = { test: 'test', train: 'train' };
  expect(leakWarning([{ file: 'train/c.png', of: 'test/a.png' }], splits)).toMatch(
    /^a picture is in two splits, such as train\/c\.png/,
  );
  expect(leakWarning([{ file: 'train/c.png', of: 'train/b.png' }], splits)).toBeUndefined();
  expect(leakWarning([{ file: 'c.png', of: 'b.png' }], {})).toBeUndefined();
});

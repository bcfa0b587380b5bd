import { expect, test } from 'vitest';
import { layOut } from './layout.ts';

const read = (paths: string[], split: 'train' | 'test' = 'train') => {
  const { indices, labels, classes, outside } = layOut(paths, split, 'DATA');
  return { files: indices.map((index) => paths[index]), labels, classes, outside };
};

test('sub-folders are classes, sorted by name', () => {
  expect(read(['dog/1.png', 'cat/1.png', 'cat/deep/2.png'])).toEqual({
    files: ['dog/1.png', 'cat/1.png', 'cat/deep/2.png'],
    labels: [1, 0, 0],
    classes: ['cat', 'dog'],
    outside: 0,
  });
});

test('classes that are numbers are sorted as numbers', () => {
  expect(read(['10/a.png', '9/a.png', '2/a.png']).classes).toEqual(['2', '9', '10']);
});

test('one folder around everything means nothing', () => {
  expect(read(['img_align_celeba/1.jpg', 'img_align_celeba/2.jpg'])).toMatchObject({ labels: [], classes: [] });
  expect(read(['pets/train/cat/1.png', 'pets/train/dog/1.png', 'pets/test/dog/2.png'])).toMatchObject({
    files: ['pets/train/cat/1.png', 'pets/train/dog/1.png'],
    labels: [0, 1],
  });
});

test('a first level of splits is the split; classes are those of all splits', () => {
  const paths = ['Train/dog/1.png', 'val/cat/2.png', 'test/ant/3.png', 'preview.png'];
  expect(read(paths)).toEqual({ files: ['Train/dog/1.png'], labels: [2], classes: ['ant', 'cat', 'dog'], outside: 1 });
  expect(read(paths, 'test')).toMatchObject({ files: ['test/ant/3.png'], labels: [0] });
});

test('splits without classes, and a split with a folder inside', () => {
  expect(read(['train/1.png', 'test/2.png'])).toMatchObject({ files: ['train/1.png'], classes: [] });
  expect(read(['train/images/1.png', 'test/images/2.png'], 'test')).toMatchObject({
    files: ['test/images/2.png'],
    classes: [],
  });
});

test('a class may be called train', () => {
  expect(read(['train/1.png', 'plane/1.png', 'car/1.png']).classes).toEqual(['car', 'plane', 'train']);
});

test('refuses a missing split, and pictures beside class folders', () => {
  const failing = (paths: string[], split: 'train' | 'test' = 'train') => {
    try {
      return read(paths, split);
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(failing(['a.png'], 'test')).toBe('data/no-split');
  expect(failing(['train/a.png'], 'test')).toBe('data/no-split');
  expect(failing(['test/a.png', 'val/b.png'])).toBe('data/no-split');
  expect(failing(['a.png', 'cat/b.png', 'dog/c.png'])).toBe('data/mixed-layout');
});

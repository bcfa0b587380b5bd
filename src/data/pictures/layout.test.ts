import { expect, test } from 'vitest';
import { newestReading, type Reading } from '../reading.ts';
import { layOut } from './layout.ts';
import { layoutNotes } from './layout-notes.ts';

const read = (paths: string[], split: 'train' | 'test' = 'train', reading: Reading = newestReading) => {
  const { indices, labels, classes, outside } = layOut(paths, { split, reading, where: 'DATA' });
  return { files: indices.map((index) => paths[index]), labels, classes, outside: outside.length };
};

const notes = (paths: string[]) => layoutNotes(layOut(paths, { split: 'train', reading: 2, where: 'DATA' }), paths);
const several = (folder: string, n: number) => Array.from({ length: n }, (_, k) => `${folder}/${k}.png`);

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

test.each([
  ['Training', 'TESTING'],
  ['trn', 'eval'],
  ['train', 'valid'],
  ['training', 'dev'],
  ['train', 'Validation'],
])('%s and %s are splits', (train, other) => {
  const paths = [...several(`${train}/0`, 2), ...several(`${train}/1`, 1), ...several(`${other}/1`, 1)].sort();
  const { files, classes } = read(paths);
  expect([files.length, classes]).toEqual([3, ['0', '1']]);
  expect(notes(paths).found[0]).toMatch(new RegExp(`splits: .*${train}/ as train \\(3\\).*; 2 classes: 0, 1`));
});

test('a run that began with the first reading keeps its splits and the order of its classes', () => {
  const mnist = ['testing/0/1.png', 'training/0/1.png', 'training/1/1.png'];
  expect(read(mnist, 'train', 1)).toMatchObject({ classes: ['testing', 'training'], labels: [0, 1, 1] });
  const classes = ['class1/1.png', 'class10/1.png', 'class2/1.png'];
  expect(read(classes, 'train', 1).classes).toEqual(['class1', 'class10', 'class2']);
  expect(read(classes).classes).toEqual(['class1', 'class2', 'class10']);
});

test('says what was taken for classes and what looks odd among them', () => {
  expect(notes(several('a', 3))).toEqual({ found: ['3 pictures; no classes'], warnings: [] });
  expect(notes([...several('cat', 3), ...several('dog', 3)]).warnings).toEqual([]);
  const warns = (paths: string[], words: string) =>
    expect(notes(paths).warnings).toEqual([expect.stringContaining(words)]);
  warns(
    [...several('training_set', 2), ...several('test_set', 2)],
    "though named like splits: 'test_set', 'training_set'",
  );
  warns([...several('train2017', 2), ...several('cat', 2)], "named like splits: 'train2017'");
  warns([...several('train', 2), ...several('plane', 2), ...several('car', 2)], "named like splits: 'train'");
  warns([...several('cat/train', 2), ...several('cat/test', 2), ...several('dog/train', 2)], 'called train, test lie');
  warns(
    [...several('train', 2), ...several('test', 2), ...several('extra', 2)],
    '2 pictures lie outside train/, test/',
  );
  warns([...several('cat', 20), ...several('dog', 2)], "'dog' has 2 pictures, 'cat' has 20 pictures");
  expect(notes([...several('cat', 19), ...several('dog', 2)]).warnings).toEqual([]);
});

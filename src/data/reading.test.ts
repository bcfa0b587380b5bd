import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inClassOrder } from './reading.ts';

test('numbers in names count as numbers', () => {
  expect(inClassOrder(['class10', 'class2', 'class1'], 2)).toEqual(['class1', 'class2', 'class10']);
  expect(inClassOrder(['v1.10', 'v1.9', 'v1', 'b', 'a', '10', '9'], 2)).toEqual([
    '9',
    '10',
    'a',
    'b',
    'v1',
    'v1.9',
    'v1.10',
  ]);
  expect(inClassOrder(['a01', 'a1', 'a001', 'a2'], 2)).toEqual(['a001', 'a01', 'a1', 'a2']);
  const huge = ['9'.repeat(30), `1${'0'.repeat(30)}`];
  expect(inClassOrder([...huge].reverse(), 2)).toEqual(huge);
});

test('the first reading goes by letters, and by value where all names are numbers', () => {
  expect(inClassOrder(['class10', 'class2', 'class2'], 1)).toEqual(['class10', 'class2']);
  expect(inClassOrder(['10', '9', '010'], 1)).toEqual(['9', '010', '10']);
});

test('the order is one, whatever order the names come in', () => {
  const name = fc.string({ unit: fc.constantFrom('0', '1', '2', 'a', 'b', '-'), maxLength: 6 });
  fc.assert(
    fc.property(fc.uniqueArray(name), fc.infiniteStream(fc.nat()), (names, random) => {
      const shuffled = names.map((n) => ({ n, key: random.next().value! })).sort((p, q) => p.key - q.key);
      expect(
        inClassOrder(
          shuffled.map(({ n }) => n),
          2,
        ),
      ).toEqual(inClassOrder(names, 2));
    }),
  );
});

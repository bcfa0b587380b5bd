import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DuelError } from '../../errors.ts';
import { openDataset } from '../open.ts';
import { temporaryFolder } from '../pictures/folders.testing.ts';
import { CsvReader } from './csv.ts';

function read(text: string) {
  const reader = new CsvReader('FILE');
  for (const line of text.split('\n')) reader.line(line);
  return reader.end();
}

test.each([
  ['commas and a header', 'x,y\n1,2\n-3.5,4e1\n'],
  ['no header', '1,2\r\n-3.5,40\r\n'],
  ['semicolons', '\ufeff1;2\n-3.5;40'],
  ['tabs', 'x\ty\n1\t2\n\n-3.5\t40'],
  ['blanks', '1   2\n-3.5 40'],
  ['quotes', '"x","y"\n"1","2"\n"-3.5","40"'],
])('reads %s', (_, text) => {
  const table = read(text);
  expect(table.columns).toBe(2);
  expect([...table.values]).toEqual([1, 2, -3.5, 40]);
});

test('takes classes from a column called label', () => {
  const { columns, values, labels, classes } = read('x,Label,y\n1,up,2\n3,down,4\n5,up,6');
  expect([columns, [...values], labels, classes]).toEqual([2, [1, 2, 3, 4, 5, 6], [1, 0, 1], ['down', 'up']]);
  expect(read('x,class\n1,10\n2,9').classes).toEqual(['9', '10']);
});

test.each([
  ['data/csv-columns', 'x,y\n1,2\n3\n', 'FILE, line 3'],
  ['data/csv-number', '1,2\n3,four', 'FILE, line 2, column 2'],
  ['data/csv-number', '1,2\n3,', 'FILE, line 2, column 2'],
  ['data/not-finite', 'x,y\n1,nan', 'FILE, line 2, column 2'],
  ['data/not-finite', 'inf,1', 'FILE, line 1, column 1'],
  ['data/not-finite', '1,1e300', 'FILE, line 1, column 2'],
  ['data/empty', 'x,y\n', 'FILE'],
  ['data/empty', '', 'FILE'],
])('%s in %j', (code, text, where) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ kind: 'data', code, where }));
});

test('any text gives a table or a DuelError', () => {
  const text = fc.array(fc.oneof(fc.string(), fc.constantFrom('1,2', 'x,label', ',', '3;4', '1e400')), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(text, (lines) => {
      try {
        const { columns, values } = read(lines.join('\n'));
        expect(values.length % columns).toBe(0);
        expect(values.every(Number.isFinite)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(DuelError);
      }
    }),
  );
});

test('opens as a data set', async () => {
  const dataset = await openDataset({
    source: join(temporaryFolder({ 'p.csv': 'x,y\n1,2\n3,4\n' }), 'p.csv'),
    reading: 2,
  });
  expect([dataset.count, dataset.shape, dataset.kind]).toEqual([2, [2], 'float32']);
  const out = new Float32Array(2);
  await dataset.read([1], out);
  expect([...out]).toEqual([3, 4]);
  await expect(dataset.read([2], out)).rejects.toMatchObject({ code: 'data/bad-read' });
  await expect(dataset.read([0, 1], out)).rejects.toMatchObject({ code: 'data/bad-read' });
});

import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DuelError } from '../../errors.ts';
import { openDataset } from '../open.ts';
import { temporaryFolder } from '../pictures/folders.testing.ts';
import type { DataRequest } from '../request.ts';
import { unscaler } from '../scaling.ts';
import { TableReader, type TableRequest } from './table.ts';

function read(text: string, request: TableRequest = {}) {
  const reader = new TableReader('FILE', request);
  for (const line of text.split('\n')) reader.line(line);
  return reader.end();
}

test.each([
  ['commas and a header', 'x,y\n1,2\n-3.5,4e1\n', ['x', 'y']],
  ['no header', '1,2\r\n-3.5,40\r\n', undefined],
  ['semicolons', '\ufeff1;2\n-3.5;40', undefined],
  ['tabs', 'x\ty\n1\t2\n\n-3.5\t40', ['x', 'y']],
  ['blanks', '1   2\n-3.5 40', undefined],
  ['quotes', '"x","y, in m"\n"1","2"\n"-3.5","40"', ['x', 'y, in m']],
  ['a header that counts', '0,1\n1,2\n-3.5,40', ['0', '1']],
  ['an index without a name', ',x,y\n0,1,2\n1,-3.5,40', ['x', 'y']],
  ['an index that counts and a header that counts', ',0,1\n0,1,2\n1,-3.5,40', ['0', '1']],
  ["pandas' index read again", 'Unnamed: 0,x,y\n0,1,2\n1,-3.5,40', ['x', 'y']],
  ['rows that R named', '"","x","y"\n"anna",1,2\n"bert",-3.5,40', ['x', 'y']],
  ['decimal commas', 'x;y\n1;2\n-3,5;40,0', ['x', 'y']],
  ['decimal commas in quotes', 'x,y\n"1,0",2\n"-3,5","40"', ['x', 'y']],
  ['decimal commas and no header', '1,0;2,0\n-3,5;40', undefined],
])('reads %s', (_, text, names) => {
  const table = read(text);
  expect([table.names, table.columns, [...table.values]]).toEqual([names, 2, [1, 2, -3.5, 40]]);
});

test('says what was assumed', () => {
  expect(read(',0,1\n0,"1,5",2').assumed).toEqual([
    'the first line, ,0,1, taken for names (--no-header: for a row)',
    'the first column, which has no name, left out as an index',
    'commas in numbers taken for decimal points',
  ]);
  expect(read('x;y\n1;2').assumed).toEqual(['fields parted by semicolons']);
  expect(read('x,y\n1,2').assumed).toEqual([]);
});

test('takes what a person says', () => {
  expect([...read('0,1\n2,3', { header: false }).values]).toEqual([0, 1, 2, 3]);
  const people = 'name,age,income\nanna,20,3\nbert,30,4';
  const { names, values } = read(people, { columns: ['income', 'age'] });
  expect([names, [...values]]).toEqual([
    ['income', 'age'],
    [3, 20, 4, 30],
  ]);
  expect(() => read(people, { columns: ['height'] })).toThrow(
    expect.objectContaining({ code: 'data/no-column', fix: expect.stringContaining('name,age,income') }),
  );
});

test('takes classes from a column called label', () => {
  const { names, columns, values, labels, classes } = read('x,Label,y\n1,up,2\n3,down,4\n5,up,6');
  expect([names, columns, [...values]]).toEqual([['x', 'y'], 2, [1, 2, 3, 4, 5, 6]]);
  expect([labels, classes]).toEqual([
    [1, 0, 1],
    ['down', 'up'],
  ]);
});

test.each([
  ['data/csv-columns', 'x,y\n1,2\n3\n', 'FILE, line 3'],
  ['data/csv-number', '1,2\n3,four', 'FILE, line 2, column 2'],
  ['data/csv-number', 'x,y\n3,', 'FILE, line 2, column 2 (y)'],
  ['data/csv-number', 'x;y\n1.5;2\n1;2,5', 'FILE, line 3, column 2 (y)'],
  ['data/not-finite', 'x,y\n1,nan', 'FILE, line 2, column 2 (y)'],
  ['data/not-finite', 'inf,1', 'FILE, line 1, column 1'],
  ['data/empty', 'x,y\n', 'FILE'],
  ['data/empty', '', 'FILE'],
])('%s in %j', (code, text, where) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ kind: 'data', code, where }));
});

test('any text gives a table or a DuelError', () => {
  const text = fc.array(fc.oneof(fc.string(), fc.constantFrom('1,2', 'x,label', ',', '3;4', '"1,5"', '1e400')), {
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

describe('as a data set', () => {
  const open = (content: string | Buffer, request: Partial<DataRequest> = {}) =>
    openDataset({ source: join(temporaryFolder({ 'p.csv': content }), 'p.csv'), ...request });
  const points = Array.from({ length: 50 }, (_, i) => [Math.cos(i), Math.sin(i) + (i % 3)] as const);

  test.each([
    [0, 1],
    [0, 1e-6],
    [1e9, 1],
    [-5e3, 1e9],
  ])('standardises an offset of %d and a scale of %d, and undoes it', async (offset, scale) => {
    const text = points.map((point) => point.map((v) => offset + scale * v).join(',')).join('\n');
    const plain = await open(points.map((point) => point.join(',')).join('\n'));
    const dataset = await open(text);
    const all = Array.from({ length: 50 }, (_, i) => i);
    const [out, expected] = [new Float32Array(100), new Float32Array(100)];
    await dataset.read(all, out);
    await plain.read(all, expected);
    const back = unscaler(dataset.scaling!);
    for (const [k, value] of out.entries()) {
      expect(value).toBeCloseTo(expected[k]!, 5);
      const own = points[k >> 1]![k % 2]!;
      expect((back(value, k % 2) - offset) / scale).toBeCloseTo(own, 5);
    }
    const sums = [0, 1].map((c) => out.filter((_, k) => k % 2 === c).reduce((a, b) => a + b));
    for (const sum of sums) expect(sum / 50).toBeCloseTo(0, 5);
  });

  test('says rows, columns and ranges, in any encoding', async () => {
    const text = '\ufeffage;income\r\n20;20000\r\n70;60000\r\n';
    for (const bytes of [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]) {
      const { notes, columns } = await open(bytes);
      expect(columns).toEqual(['age', 'income']);
      expect(notes!.found[0]).toBe('2 rows of 2 columns: age 20 … 70, income 20000 … 60000');
    }
  });

  test('stays as it was for runs of before', async () => {
    const dataset = await open('x,y\n1,2\n3,4\n', { reading: 2 });
    const out = new Float32Array(4);
    await dataset.read([0, 1], out);
    expect([[...out], dataset.scaling]).toEqual([[1, 2, 3, 4], undefined]);
  });
});

test('a table that memory has no room for is refused, with what has', () => {
  const reader = new TableReader('wide.csv', {}, { numbers: 5, labels: 4 });
  reader.line('1,2');
  reader.line('3,4');
  expect(() => reader.line('5,6')).toThrow(
    expect.objectContaining({ code: 'data/csv-large', fix: expect.stringContaining('numpy.save') }),
  );
});

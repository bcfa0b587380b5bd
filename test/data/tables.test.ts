import { join } from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder } from '../../src/data/pictures/folders.testing.ts';
import type { DataRequest } from '../../src/data/request.ts';
import { look, testRows } from './rows.ts';

const asThey = { scaling: { type: 'range', low: 0, high: 255 } } as const;
/** A table's values as they are, with what is said of it. */
const lookAt = (text: string | Uint8Array, request: Partial<DataRequest> = asThey) =>
  look(join(temporaryFolder({ 'a.csv': text }), 'a.csv'), request);
const rounded = (values: readonly number[]) => values.map((value) => Math.round(value * 1e3) / 1e3);

testRows('Tables', {
  'tabs, semicolons or commas outside quotes': async () => {
    for (const text of ['1\t2\n3\t40', '1;2\n3;40', '1,2\n3,40', '"1","2"\n3,40', '1   2\n3 40'])
      expect(rounded((await lookAt(text)).all)).toEqual([1, 2, 3, 40]);
    expect((await lookAt('1;2\n3;40')).found).toContain('fields parted by semicolons');
  },
  '`1,5` in a field': async () => {
    for (const text of ['1,5;2\n3;4,25', 'x,y\n"1,5",2\n3,"4,25"']) {
      const { all, found } = await lookAt(text);
      expect(rounded(all)).toEqual([1.5, 2, 3, 4.25]);
      expect(found).toContain('commas in numbers taken for decimal points');
    }
    await expect(lookAt('1,5;2\n3.5;4')).rejects.toMatchObject({ code: 'data/csv-number' });
  },
  'a first line with a word in it, or `0,1,2`': async () => {
    expect((await lookAt('age,income\n1,2\n')).columns).toEqual(['age', 'income']);
    const counted = await lookAt('0,1\n1,2\n');
    expect([counted.columns, counted.values.length]).toEqual([['0', '1'], 1]);
    expect(counted.found).toContain('--no-header: for a row');
    const rows = await lookAt('0,1\n1,2\n', { ...asThey, header: false });
    expect([rows.columns, rounded(rows.all)]).toEqual([undefined, [0, 1, 1, 2]]);
  },
  'a first column without a name': async () => {
    for (const name of ['', 'Unnamed: 0']) {
      const { columns, found } = await lookAt(`${name},x,y\n0,1,2\n1,3,4\n`);
      expect([columns, found]).toEqual([['x', 'y'], expect.stringContaining('left out as an index')]);
    }
    const taken = await lookAt('Unnamed: 0,x\n0,1\n1,3\n', { ...asThey, columns: ['Unnamed: 0', 'x'] });
    expect(rounded(taken.all)).toEqual([0, 1, 1, 3]);
    expect((await lookAt('id,x\n0,1\n')).columns).toEqual(['id', 'x']);
  },
  'a column called `label` or `class`': async () => {
    for (const name of ['label', 'Class']) {
      const { classes, labels, columns } = await lookAt(`x,${name}\n1,b10\n2,b2\n`);
      expect([classes, labels, columns]).toEqual([['b2', 'b10'], [1, 0], ['x']]);
    }
    expect((await lookAt('x,kind\n1,0\n2,1\n')).classes).toEqual([]);
  },
  'columns of numbers': async () => {
    const text = 'age,income\n20,1000\n30,3000\n40,5000\n';
    const { scaling, all } = await lookAt(text, {});
    expect(scaling).toMatchObject({ type: 'standard', mean: [30, 3000] });
    expect(all.slice(2, 4)).toEqual([0, 0]);
    expect(all[0]).toBeCloseTo(all[1]!, 5);
    const one = await lookAt(text, { scaling: { type: 'range', low: 0, high: 5000 } });
    expect(one.all[5]).toBeCloseTo(255, 3);
    expect(rounded((await lookAt(text)).all)).toEqual([20, 1000, 30, 3000, 40, 5000]);
  },
  'a word among the numbers': async () => {
    for (const [text, message, place] of [
      ['age,name\n20,1\n30,anna\n', "'anna' is not a number", 'line 3, column 2 (name)'],
      ['age,name\n20,\n', 'an empty field is not a number', 'line 2, column 2 (name)'],
      ['age,name\n20,nan\n', 'nan is not a finite number', 'line 2, column 2 (name)'],
    ] as const)
      await expect(lookAt(text)).rejects.toMatchObject({
        message,
        where: expect.stringContaining(place),
        fix: expect.stringContaining('--columns'),
      });
    expect(rounded((await lookAt('age,name\n20,1\n30,anna\n', { ...asThey, columns: ['age'] })).all)).toEqual([20, 30]);
  },
});

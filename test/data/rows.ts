import { readFileSync } from 'node:fs';
import { onTestFinished, test } from 'vitest';
import { openDataset } from '../../src/data/index.ts';
import { temporaryFolder } from '../../src/data/pictures/folders.testing.ts';
import type { DataRequest } from '../../src/data/request.ts';

/** What stands in the first column of the table of a section of docs/data.md. */
function rowsOf(section: string): string[] {
  const [, text = ''] = readFileSync('docs/data.md', 'utf8').split(`## ${section}\n`);
  const lines = text.split('\n## ')[0]!.split('\n');
  return lines.filter((line) => line.startsWith('| ')).map((line) => line.split(' | ')[0]!.slice(2));
}

/** Tests of what is assumed in each row of a table of docs/data.md and of how to say otherwise, by how the row begins. */
export function testRows(section: string, cases: Readonly<Record<string, () => Promise<void>>>): void {
  const [head, ...rows] = rowsOf(section);
  const of = new Map(rows.map((row) => [row, Object.keys(cases).filter((key) => row.startsWith(key))]));
  test('each row of docs/data.md has a test, and each test a row', ({ expect }) => {
    expect(head).toBe('what is there');
    expect(Array.from(of, ([row, keys]) => `${row}: ${keys.length}`)).toEqual(rows.map((row) => `${row}: 1`));
    expect([...of.values()].flat().sort()).toEqual(Object.keys(cases).sort());
  });
  for (const [row, [key]] of of) if (key !== undefined) test(row, cases[key]!);
}

/** What a data set is found to be: the first value of each example in 0 … 255, or as it is, and what is said of it. */
export async function look(source: string, request: Partial<DataRequest> = {}) {
  const dataset = await openDataset({ source, ...request }, { cacheFolder: temporaryFolder() });
  onTestFinished(() => dataset.close());
  const size = dataset.shape.reduce((a, b) => a * b, 1);
  const all = new Float32Array(dataset.count * size);
  const labels = new Int32Array(dataset.count);
  await dataset.read([...Array(dataset.count).keys()], all, { range: [0, 255], labels });
  const { shape, classes, scaling, columns, layout, notes } = dataset;
  return {
    shape,
    classes,
    labels: [...labels],
    scaling,
    columns,
    layout,
    all: [...all],
    values: Array.from(labels, (_, k) => Math.round(all[k * size]!)),
    found: notes?.found.join('\n') ?? '',
    warnings: notes?.warnings.join('\n') ?? '',
  };
}

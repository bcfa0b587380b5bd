import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { decodeSafetensors } from '../../src/run/directory/safetensors.ts';
import { Folder } from './duel.ts';

const folder = new Folder();
afterAll(() => folder.remove());

/** A spreadsheet's export: semicolons, decimal commas, an index without a name, a column of words. */
const people = [
  ';age;income;name',
  ...Array.from({ length: 40 }, (_, i) => `${i};${20 + (i % 50)},5;${20_000 + 1_000 * i};n${i}`),
].join('\r\n');

it('trains on columns of any scale, and samples in their units and under their names', async () => {
  writeFileSync(folder.file('people.csv'), Buffer.from(`\ufeff${people}`, 'utf16le'));
  const words = ['--data', 'people.csv', '--columns', 'age,income', '--steps', '2', '--threads', '1'];
  const { code, stderr } = await folder.duel('train', 'ring', ...words);
  expect(code, stderr).toBe(0);
  for (const said of [
    '40 rows of 2 columns: age 20.5 … 59.5, income 20000 … 59000',
    'fields parted by semicolons',
    'commas in numbers taken for decimal points',
    'each column brought to mean 0 and deviation 1',
  ])
    expect(stderr).toContain(said);
  const { data } = JSON.parse(readFileSync(folder.file('runs/001-ring/config.json'), 'utf8'));
  expect(data).toMatchObject({ columns: ['age', 'income'], scaling: { type: 'standard', mean: [40, 39_500] } });

  await folder.here('sample', 'last', '-n', '200', '--out', 'own.csv');
  const [header, ...rows] = readFileSync(folder.file('own.csv'), 'utf8').trim().split('\n');
  expect(header).toBe('age,income');
  const income = rows.map((row) => Number(row.split(',')[1]));
  // G begins as a wide linear map: its samples lie about the mean of the data, within their deviations
  expect(income.reduce((a, b) => a + b) / 200).toBeGreaterThan(30_000);
  expect(income.reduce((a, b) => a + b) / 200).toBeLessThan(49_000);
  await folder.here('export', 'last', '--to', 'safetensors', '--out', 'g.safetensors');
  const { metadata } = decodeSafetensors(readFileSync(folder.file('g.safetensors')), 'g.safetensors');
  expect(JSON.parse(metadata['duel.scaling']!)).toEqual(data.scaling);
  const gone = await folder.here('train', 'last', '--columns', 'age');
  expect(gone.stderr).toContain('--columns cannot change in a run that goes on');
  const resumed = await folder.duel('train', 'last', '--steps', '3');
  expect(resumed.code, resumed.stderr).toBe(0);
});

it('shows in data check what was found', async () => {
  const report = await folder.json('data', 'check', 'people.csv', '--columns', 'age,income');
  expect(report).toMatchObject({
    rows: 40,
    columns: [{ name: 'age', least: 20.5, greatest: 59.5 }, { name: 'income' }],
  });
  const { code, stdout } = await folder.here('data', 'check', 'people.csv');
  expect(code).toBe(3);
  expect(stdout).toContain("people.csv, line 2, column 4 (name): 'n0' is not a number");
  expect(stdout).toContain('fix: mend or remove that line, or take the columns of numbers alone: --columns age,income');
});

it("reads a configuration that PowerShell's > wrote", async () => {
  const { stdout } = await folder.here('train', 'quickstart', '--dry-run');
  writeFileSync(folder.file('my.json'), Buffer.from(`\ufeff${stdout}`, 'utf16le'));
  const again = await folder.here('train', 'my.json', '--dry-run');
  expect(again.stdout).toBe(stdout);
});

it('refuses what means nothing', async () => {
  for (const flag of [['--columns', 'a,b'], ['--no-header']]) {
    const { code, stderr } = await folder.here('train', 'quickstart', ...flag, '--dry-run');
    expect(stderr).toContain('is no table, which alone has columns');
    expect(code).toBe(2);
  }
});

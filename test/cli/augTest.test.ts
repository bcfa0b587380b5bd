import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { Folder } from './duel.ts';

const folder = new Folder();
afterAll(() => folder.remove());
const duel = folder.here.bind(folder);

/** The sheet's pictures, by row and column: 28 × 28 grey, three times enlarged, with 2 white pixels between. */
async function pictures(name: string, rows: number): Promise<Buffer[][]> {
  const sheet = sharp(readFileSync(folder.file(name))).toColourspace('b-w');
  const { width, height } = await sheet.metadata();
  expect([width, height]).toEqual([9 * 86 + 2, rows * 86 + 2]);
  const at = (row: number, column: number) =>
    sheet
      .clone()
      .extract({ left: 2 + 86 * column, top: 2 + 86 * row, width: 84, height: 84 })
      .raw()
      .toBuffer();
  return Promise.all(
    Array.from({ length: rows }, (_, row) => Promise.all(Array.from({ length: 9 }, (_, column) => at(row, column)))),
  );
}

it('shows examples as they are at p = 0', async () => {
  const { code, stdout, stderr } = await duel('aug-test', 'digits', '-n', '2', '--augment', 'ada', '--p', '0');
  expect([code, stdout]).toEqual([0, 'aug-test.png\n']);
  expect(stderr).toContain('2 examples, and each as ada at p = 0 shows it');
  for (const row of await pictures('aug-test.png', 2))
    for (const picture of row) expect(picture.equals(row[0]!)).toBe(true);
});

it('shows every example transformed, each time in another way', async () => {
  const said = await folder.json('aug-test', 'quickstart', '-n', '3', '--out', 'out/sheet.png');
  expect(said).toMatchObject({ data: 'digits', augment: { type: 'diffAugment' }, rows: 3, out: 'out/sheet.png' });
  for (const row of await pictures('out/sheet.png', 3))
    expect(new Set(row.map((picture) => picture.toString('base64'))).size).toBe(9);
});

it('refuses what does not fit', async () => {
  const tries = [
    await duel('aug-test', 'ring'),
    await duel('aug-test', 'dcgan'),
    await duel('aug-test', 'digits', '--p', '0.5'),
    await duel('aug-test', 'digits', '--out', 'sheet.gif'),
  ];
  expect(tries.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
  expect(tries.map(({ stderr }) => stderr.split('\n')[0])).toEqual([
    expect.stringContaining('are no images'),
    expect.stringContaining('dcgan takes data of yours'),
    expect.stringContaining('only ada has a --p'),
    expect.stringContaining('FILE.png'),
  ]);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { assertEmptyFolder, gridScale, placeFor } from './forms.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-forms-'));
afterAll(() => rmSync(folder, { recursive: true }));
const picture = [28, 28, 1];
const point = [2];

it.each([
  ['x.png', picture, 'grid'],
  ['x.JPG', picture, 'grid'],
  ['x.webp', point, 'grid'],
  ['x.npy', picture, 'npy'],
  ['x.csv', point, 'csv'],
  ['pictures', picture, 'singles'],
  ['v1.2/', picture, 'singles'],
  ['-', point, 'csv'],
  ['-', picture, 'npy'],
  ['/dev/null', picture, 'npy'],
] as const)('%s of %j is written as %s', (out, one, form) => {
  expect(placeFor(out, one, 4).form).toBe(form);
});

it.each([
  ['x.tiff', picture],
  ['x.txt', point],
  ['samples.v2', picture],
  ['x.csv', picture],
  ['points', point],
] as const)('%s is refused for %j, with what does', (out, one) => {
  expect(() => placeFor(out, one, 4)).toThrow(expect.objectContaining({ code: 'sample/form', exitCode: 2 }));
});

it('one picture holds as many as viewers open, smaller where they are many', () => {
  expect(gridScale([28, 28], 64)).toBe(3);
  expect(gridScale([28, 28], 40_000)).toBe(2);
  expect(placeFor('x.png', [28, 28, 1], 100_000).form).toBe('grid');
  let refusal: { code?: string; fix?: string } = {};
  try {
    placeFor('x.png', [64, 64, 3], 100_000);
  } catch (error) {
    refusal = error as typeof refusal;
  }
  expect(refusal.code).toBe('sample/large');
  const most = Number(/--n (\d+)/.exec(refusal.fix!)![1]);
  expect(placeFor('x.png', [64, 64, 3], most).form).toBe('grid');
});

it('a folder with something in it is not mixed with', () => {
  expect(() => assertEmptyFolder(join(folder, 'new'))).not.toThrow();
  writeFileSync(join(folder, 'old.png'), '');
  expect(() => assertEmptyFolder(folder)).toThrow(expect.objectContaining({ code: 'sample/not-empty' }));
});

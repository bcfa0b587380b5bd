import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { evaluate } from '../evaluation/evaluate.ts';
import { tiny } from './tiny.testing.ts';
import { resume, train } from './train.ts';

const root = mkdtempSync(join(tmpdir(), 'duel-options-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const out = join(root, 'runs');

it.each<[object, object]>([
  [{ batch: Number.NaN }, { code: 'options/value', where: 'batch: NaN' }],
  [{ set: 'a=1' }, { code: 'options/value', where: "set: 'a=1'", fix: "write set: ['a=1']" }],
  [{ snapshotevery: 5 }, { code: 'options/unknown', fix: 'write snapshotEvery: 5' }],
  [{ device: 'gpu' }, { code: 'options/value', where: "device: 'gpu'" }],
  [{ data: '' }, { code: 'options/value' }],
  [{ dataContext: { cachefolder: 'x' } }, { code: 'options/unknown', fix: "write cacheFolder: 'x'" }],
])('train() refuses %o before anything is written', async (options, problem) => {
  await expect(train(tiny, { out, ...options } as never)).rejects.toMatchObject({ kind: 'usage', ...problem });
  expect(existsSync(out)).toBe(false);
});

it.each<[unknown, object]>([
  ['quickstrat', { fix: "write 'quickstart'" }],
  [undefined, { where: 'undefined' }],
  [{}, { code: 'options/value' }],
  [{ name: 'x', game: () => {} }, { code: 'options/value' }],
  [{ name: 'x', game: {}, seed: 1 }, { code: 'config/invalid' }],
])('train() takes no %o', async (what, problem) => {
  await expect(train(what as never, { out })).rejects.toMatchObject({ kind: 'usage', ...problem });
  expect(existsSync(out)).toBe(false);
});

it('resume() and evaluate() check theirs', async () => {
  const refused = (code: string) => expect.objectContaining({ kind: 'usage', code });
  await expect(resume(root, { batch: 3 } as never)).rejects.toEqual(refused('options/unknown'));
  await expect(resume(undefined as never)).rejects.toEqual(refused('options/value'));
  await expect(evaluate(root, { metrics: 'modes' } as never)).rejects.toEqual(refused('options/value'));
  await expect(evaluate(root, { require: ['modes'], sedes: [1] } as never)).rejects.toEqual(refused('options/unknown'));
});

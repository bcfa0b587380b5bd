import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadUserFile } from './userFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A person's file that is wrong, the message, and the place. */
const wrong: [name: string, code: string, message: string, where: string][] = [
  ['syntax.ts', 'export default {', 'the file cannot be read: ', 'syntax.ts:1:'],
  ['import.ts', "import './gone.ts';", 'Could not resolve "./gone.ts"', 'import.ts:1:8'],
  ['package.ts', "import 'no-such-package';", 'Could not resolve "no-such-package"', 'package.ts:1:8'],
  ['throws.ts', "const a: string = 'b';\nthrow new Error(a);", 'the file failed: Error: b', 'throws.ts:2'],
  ['nothing.js', 'export const a = 1;', 'no preset as its default export', 'nothing.js'],
  ['part.js', "export default { name: 'part' };", "the preset has no 'data'", 'part.js'],
];

it.each(wrong)('%s', async (name, code, message, where) => {
  writeFileSync(join(folder, name), code);
  const error = await loadUserFile(join(folder, name)).catch((e) => e);
  expect(error).toMatchObject({ kind: 'usage', message: expect.stringContaining(message) });
  expect(error.where).toContain(where);
  expect(error.fix).toBeTruthy();
});

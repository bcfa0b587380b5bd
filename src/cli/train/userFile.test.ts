import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
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

it('needs no temporary folder', async () => {
  writeFileSync(join(folder, 'whole.ts'), "import { name } from './name.ts';\nexport default { name, data: {} };");
  writeFileSync(
    join(folder, 'name.ts'),
    "import { basename } from 'node:path';\nexport const name: string = basename('a/b');",
  );
  for (const place of [folder, join(folder, 'whole.ts', 'none')]) {
    vi.stubEnv('TMPDIR', place);
    const error = await loadUserFile(join(folder, 'whole.ts')).catch((e) => e);
    expect(error.message, place).toBe("the preset has no 'game'");
  }
  vi.unstubAllEnvs();
});

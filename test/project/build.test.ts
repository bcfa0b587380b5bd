import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const { build, isBuilt } = await import(new URL('../../scripts/compiler.mjs', import.meta.url).href);
const root = mkdtempSync(join(tmpdir(), 'duel-build-'));
afterAll(() => rmSync(root, { recursive: true }));

it('a build that found mistakes does not stand for the sources before them', () => {
  mkdirSync(join(root, 'scripts'));
  const parts = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json', 'scripts/webParts.mjs'];
  for (const name of parts) copyFileSync(name, join(root, name));
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  mkdirSync(join(root, 'src'));
  const source = (text: string) => writeFileSync(join(root, 'src', 'one.ts'), text);
  const right = 'export const one: number = 1;\n';

  source(right);
  expect(isBuilt(root)).toBe(false);
  expect(build(root)).toBe(true);
  expect(isBuilt(root)).toBe(true);
  source("export const one: number = 'two';\n");
  expect(isBuilt(root)).toBe(false);
  expect(build(root)).toBe(false);
  source(right);
  expect(isBuilt(root)).toBe(false);
  expect(build(root)).toBe(true);
  expect(isBuilt(root)).toBe(true);
  expect(readFileSync(join(root, 'dist', 'one.js'), 'utf8')).toContain('one = 1');
});

import { expect, it } from 'vitest';
import { version } from '../../src/version.ts';
import { filesIn, packageJson, text } from './tree.ts';

it('version.ts says what package.json says', () => {
  expect(version).toBe(packageJson.version);
});

it('no file is longer than 500 lines', () => {
  const long = filesIn(['src', 'site', 'test', 'examples', 'scripts', 'bin'], '.ts', '.mjs', '.js', '.svelte', '.css')
    .map((path) => ({ path, lines: text(path).split('\n').length - 1 }))
    .filter(({ lines }) => lines > 500);
  expect(long).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { goneFrom, importsOf, ownLoaders, siteViolations, violations } from './imports.ts';
import { layers } from './layers.ts';
import { filesIn, packageJson, text } from './tree.ts';

const sources = new Map(filesIn(['src'], '.ts').map((path) => [path, text(path)]));
const dependencies = Object.keys(packageJson.dependencies);

it('imports run downwards only', () => {
  expect(violations(sources, dependencies)).toEqual([]);
});

it('ONNX Runtime is loaded in one place, by tests and scripts too', () => {
  const paths = filesIn(['src', 'test', 'scripts', 'examples', 'bin'], '.ts', '.mjs', '.js');
  expect(ownLoaders(new Map(paths.map((path) => [path, text(path)])))).toEqual([]);
  const bad = new Map([['scripts/bad.mjs', "import ort from 'onnxruntime-node';"]]);
  expect(ownLoaders(bad)).toEqual(['scripts/bad.mjs imports onnxruntime-node: only src/runtime/node/ort.ts may']);
});

it('scripts import files that are there', () => {
  const scripts = filesIn(['scripts', 'bin'], '.mjs', '.js');
  const known = new Set([...scripts, ...sources.keys()]);
  expect(goneFrom(new Map(scripts.map((path) => [path, text(path)])), known)).toEqual([]);
  const bad = new Map([['scripts/bad.mjs', "import { x } from '../dist/gone.js';"]]);
  expect(goneFrom(bad, known)).toEqual(['scripts/bad.mjs imports dist/gone.js: there is no such file']);
});

it('the site imports what runs in a browser', () => {
  const paths = filesIn(['site'], '.ts', '.svelte').filter((path) => !path.endsWith('.test.ts'));
  expect(paths.length).toBeGreaterThan(0);
  expect(siteViolations(new Map(paths.map((path) => [path, text(path)])))).toEqual([]);
  const bad = new Map([
    ['site/points/bad.svelte', "  import { join } from 'node:path';\n  import { train } from '../../src/index.ts';"],
  ]);
  expect(siteViolations(bad)).toEqual([
    'site/points/bad.svelte imports node:path: the site runs in a browser',
    'site/points/bad.svelte imports src/index.ts: the site runs in a browser',
  ]);
});

it('the table of layers has no cycle: rows name rows above them', () => {
  const names = Object.keys(layers);
  for (const [i, below] of Object.values(layers).entries())
    for (const name of below) expect(names.indexOf(name), `${name} in the row of ${names[i]}`).toBeLessThan(i);
});

describe('the check finds', () => {
  const check = (path: string, source: string) => violations(new Map([...sources, [path, source]]), dependencies);

  it.each([
    ['an import upwards', 'src/nn/bad.ts', `import { train } from '../run/training/train.ts';`, 'nn is below run'],
    [
      'a type from above',
      'src/gan/bad.ts',
      `import type { RunConfig } from '../run/config/config.ts';`,
      'gan is below run',
    ],
    ['an import beside', 'src/data/bad.ts', `export * from '../nn/index.ts';`, 'data is below nn'],
    ['several lines', 'src/tensor/bad.ts', `import {\n  compile,\n} from '../compile/compile.ts';`, 'tensor is below'],
    ['a dynamic import', 'src/run/bad.ts', `const m = await import('../cli/main.ts');`, 'src/run/bad.ts imports'],
    ['Node in the browser', 'src/compile/bad.ts', `import { join } from 'node:path';`, 'compile runs in the browser'],
    ['ONNX Runtime', 'src/gan/bad.ts', `import * as ort from 'onnxruntime-node';`, 'only src/runtime/node/ort.ts may'],
    ['an unnamed package', 'src/run/bad.ts', `import _ from 'lodash/fp';`, 'package.json does not name it'],
    [
      'a test',
      'src/run/bad.ts',
      `import { zip } from '../data/pictures/zip.testing.ts';`,
      'only tests may import tests',
    ],
    ['a new folder', 'src/extras/bad.ts', '', 'has no row'],
    ['a missing file', 'src/run/bad.ts', `import './gone.ts';`, 'there is no such file'],
    ['what lies outside', 'src/run/bad.ts', `import { layers } from '../../test/project/layers.ts';`, 'outside src'],
  ])('%s', (_, path, source, message) => {
    const found = check(path, source);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  it('Node behind an entry of the browser, with the way there', () => {
    const changed = new Map([...sources, ['src/data/drawn/digits.ts', `import { readFileSync } from 'node:fs';`]]);
    expect(violations(changed, dependencies)).toContainEqual(
      'src/data/embedded.ts → src/data/drawn/digits.ts → node:fs: src/data/embedded.ts runs in the browser',
    );
  });

  it('nothing in comments and in text', () => {
    const source = `
      /** An example: import { x } from 'lodash'; */
      // import { y } from 'lodash';
      const message = "import it from 'lodash'";
      export const after = 'x';`;
    expect(importsOf(source)).toEqual([]);
  });
});

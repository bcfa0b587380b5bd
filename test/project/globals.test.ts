import { expect, it } from 'vitest';
import { importsOf } from './imports.ts';
import { filesIn, text } from './tree.ts';

/** Where Duel runs on Node alone. */
const ofNode = /^src\/(cli|studio|runtime\/node|page\/node)\//;

/** What Node has as globals and a page has not, by the module that has it too, for which a page has another. */
const globals = { Buffer: 'node:buffer', process: 'node:process', setImmediate: 'node:timers' } as const;

/** Names of Node's globals that a file uses without the import that a page can replace. */
function missing(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const modules = importsOf(source);
  return Object.entries(globals).flatMap(([name, module]) =>
    new RegExp(`(?<![\\w.'"\`/-])${name}(?=\\.|\\(|<[^ ]|\\[\\])`).test(code) &&
    !modules.some((m) => m === module || m === `${module}/promises` || (name === 'Buffer' && m === 'buffer/'))
      ? [name]
      : [],
  );
}

it("what runs in a page too imports Node's globals", () => {
  const paths = filesIn(['src'], '.ts').filter((p) => !/\.(test|testing)\.ts$/.test(p) && !ofNode.test(p));
  expect(paths.length).toBeGreaterThan(100);
  const found = paths.flatMap((path) => missing(text(path)).map((name) => `${path}: ${name}`));
  expect(found).toEqual([]);
  expect(missing('const cwd = process.cwd();')).toEqual(['process']);
  expect(missing("import process from 'node:process';\nprocess.cwd(); Buffer.alloc(3)")).toEqual(['Buffer']);
});

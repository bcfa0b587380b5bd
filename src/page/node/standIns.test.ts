import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const browser: Record<string, string> = JSON.parse(readFileSync('package.json', 'utf8')).browser;
/** A module of dist as it is in src. */
const sourceOf = (path: string) => path.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts');
/** Files that a page has others for. */
const replaced = new Map(
  Object.entries(browser).flatMap(([from, to]) => (from.startsWith('./') ? [[sourceOf(from), sourceOf(to)]] : [])),
);
const standIns = new Map(
  Object.entries(browser).flatMap(([from, to]) => (from.startsWith('node:') ? [[from, sourceOf(to)]] : [])),
);

interface Import {
  readonly from: string;
  /** Names that are imported as values; `default` for the whole. */
  readonly names: readonly string[];
}

/** What a module imports at its beginning, types left out. */
function importsOf(source: string): Import[] {
  const found = source.matchAll(/^(?:import|export)\s+(?!type\b)([^;]*?)\s*from\s+'([^']+)';/gm);
  const dynamic = source.matchAll(/import\('([^']+)'\)/g);
  return [
    ...[...found].map(([, what = '', from = '']) => ({ from, names: namesIn(what) })),
    ...[...dynamic].map(([, from = '']) => ({ from, names: [] })),
  ];
}

function namesIn(what: string): string[] {
  const braces = /\{([^}]*)\}/.exec(what)?.[1] ?? '';
  const before = what
    .replace(/\{[^}]*\}/, '')
    .replace(/,/g, '')
    .trim();
  return [
    ...(/^[\w$]+$/.test(before) ? ['default'] : []),
    ...braces
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '))
      .map((name) => name.split(/\s+as\s+/)[0]!),
  ];
}

/** Modules that a page has of the library, and what each takes of Node. */
function taken(): { readonly module: string; readonly from: string; readonly names: readonly string[] }[] {
  const entries = ['src/index.ts', 'src/page/index.ts'];
  const seen = new Set(entries);
  const queue = [...entries];
  const found: { module: string; from: string; names: readonly string[] }[] = [];
  for (const module of queue)
    for (const { from, names } of importsOf(readFileSync(module, 'utf8'))) {
      if (from.startsWith('node:')) found.push({ module, from, names });
      if (!from.startsWith('.')) continue;
      const path = join(dirname(module), from);
      const next = replaced.get(path) ?? path;
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  return found;
}

it('a page has whatever its modules import of Node, by every name', () => {
  const all = taken();
  expect(all.length).toBeGreaterThan(50);
  const missing = all.flatMap(({ module, from, names }) => {
    const standIn = standIns.get(from);
    if (standIn === undefined) return [`${module}: ${from}`];
    const exported = readFileSync(standIn, 'utf8');
    return names.filter((name) => !exports(exported, name)).map((name) => `${module}: ${name} of ${from}`);
  });
  expect(missing).toEqual([]);
});

it('each stand-in is there, and stands for something', () => {
  for (const path of [...standIns.values(), ...replaced.values()]) expect(existsSync(path), path).toBe(true);
  const used = new Set([...standIns.values()].map((path) => path.split('/').at(-1)!));
  const helpers = ['absent.ts', 'yauzl.ts'];
  const files = readdirSync('src/page/node').filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  expect(files.filter((name) => !used.has(name) && !helpers.includes(name))).toEqual([]);
});

it('finds a name that is missing', () => {
  const source =
    "import { a, type B, c as d } from 'node:fs';\nimport whole from 'node:os';\nimport type { E } from 'node:fs';";
  expect(importsOf(source)).toEqual([
    { from: 'node:fs', names: ['a', 'c'] },
    { from: 'node:os', names: ['default'] },
  ]);
  expect(exports('export const { pid, platform } = process;\nexport default process;', 'platform')).toBe(true);
  expect(exports('export const readSync = 1;', 'read')).toBe(false);
});

/** Whether a module exports a name, written in any of the forms that are used here. */
function exports(source: string, name: string): boolean {
  if (name === 'default') return /^export default\b/m.test(source) || /\bas default\b/.test(source);
  const word = `(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`;
  const declared = new RegExp(`^export (async )?(const|let|function\\*?|class) ${word}`, 'm');
  const listed = [...source.matchAll(/^export (?:const )?\{([^}]*)\}/gm)].some(([, names = '']) =>
    names.split(',').some(
      (one) =>
        (
          one
            .trim()
            .split(/\s+as\s+/)
            .at(-1) ?? ''
        ).replace(/:.*/, '') === name,
    ),
  );
  return declared.test(source) || listed;
}

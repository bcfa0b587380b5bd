import { dirname, join, normalize } from 'node:path/posix';
import { layers, packages, portable, portableEntries, siteImports } from './layers.ts';

/** Source files by their path from the repository's root: `src/tensor/grad.ts`. */
export type Sources = ReadonlyMap<string, string>;

/** Every module that a file names: imports, re-exports, imports of types and dynamic imports of a literal. */
export function importsOf(source: string): string[] {
  const statement = /^[ \t]*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*(['"])([^'"\n]+)\1/gm;
  const dynamic = /\bimport\(\s*(['"])([^'"\n]+)\1/g;
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(statement), ...code.matchAll(dynamic)].map((m) => m[2]!);
}

const isTest = (path: string) => /\.(test|testing)\.ts$/.test(path);
const isRelative = (name: string) => name.startsWith('.');
const packageOf = (name: string) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

/** The row of the table that a file belongs to: its folder in src, or itself. */
const layerOf = (path: string): string => path.split('/')[1] ?? '';

/** What a file's imports name: files by their path from the root, packages and Node's modules by their own name. */
const resolved = (path: string, source: string) =>
  importsOf(source).map((name) =>
    isRelative(name) ? { target: normalize(join(dirname(path), name)), isFile: true } : { target: name, isFile: false },
  );

/**
 * What breaks the table of layers, as sentences; empty when all is well. Tests may import what they like, and nothing
 * but tests may import them.
 */
export function violations(sources: Sources, dependencies: readonly string[]): string[] {
  const found: string[] = [];
  for (const [path, source] of sources) {
    if (!path.startsWith('src/') || isTest(path)) continue;
    const layer = layerOf(path);
    const allowed = layers[layer];
    if (!allowed) {
      found.push(`${path}: '${layer}' has no row in test/project/layers.ts`);
      continue;
    }
    for (const { target, isFile } of resolved(path, source)) {
      const problem = isFile
        ? wrongFile(layer, allowed, target, sources)
        : wrongPackage(path, layer, target, dependencies);
      if (problem) found.push(`${path} imports ${target}: ${problem}`);
    }
  }
  return [...found, ...unportable(sources)];
}

function wrongFile(layer: string, allowed: readonly string[], target: string, sources: Sources): string | undefined {
  if (!target.startsWith('src/')) return 'it lies outside src';
  if (isTest(target)) return 'only tests may import tests';
  if (!sources.has(target)) return 'there is no such file';
  const other = layerOf(target);
  return other === layer || allowed.includes(other) ? undefined : `${layer} is below ${other}, or beside it`;
}

function wrongPackage(path: string, layer: string, name: string, dependencies: readonly string[]): string | undefined {
  if (name.startsWith('node:')) return portable.includes(layer) ? `${layer} runs in the browser` : undefined;
  const owner = packageOf(name);
  if (!dependencies.includes(owner)) return 'package.json does not name it as a dependency';
  return foreign(path, owner);
}

/** What is said where a package is one that other files alone may import. */
function foreign(path: string, owner: string): string | undefined {
  const places = packages[owner];
  return !places || places.some((p) => path.startsWith(p)) ? undefined : `only ${places.join(', ')} may`;
}

/**
 * Files, tests and scripts among them, that load ONNX Runtime by themselves, as sentences. `src/runtime/node/ort.ts`
 * keeps it from reporting to its maker, and whoever loads it first decides for the whole process.
 */
export const ownLoaders = (sources: Sources): string[] =>
  [...sources].flatMap(([path, source]) => {
    const problem = importsOf(source).includes('onnxruntime-node') && foreign(path, 'onnxruntime-node');
    return problem ? [`${path} imports onnxruntime-node: ${problem}`] : [];
  });

/** Files of scripts that import what is not there, as sentences; what they import from dist is compiled from src. */
export function goneFrom(scripts: Sources, known: ReadonlySet<string>): string[] {
  return [...scripts].flatMap(([path, source]) =>
    resolved(path, source)
      .filter(({ target, isFile }) => isFile && !known.has(target.replace(/^dist\/(.*)\.js$/, 'src/$1.ts')))
      .map(({ target }) => `${path} imports ${target}: there is no such file`),
  );
}

/**
 * What breaks the rules of the playground's site, as sentences: its files import one another, of src what runs in a
 * browser, and of packages Svelte alone.
 */
export const siteViolations = (site: Sources): string[] =>
  [...site].flatMap(([path, source]) =>
    resolved(path, source).flatMap(({ target, isFile }) => {
      const isAllowed = isFile
        ? target.startsWith('site/') || isOfPages(target)
        : target === 'fflate' || /^(svelte|duel-gan)($|\/)/.test(target);
      return isAllowed ? [] : [`${path} imports ${target}: the site runs in a browser`];
    }),
  );

const isOfPages = (path: string): boolean =>
  path.startsWith('src/') && (portable.includes(layerOf(path)) || siteImports.some((p) => path.startsWith(p)));

/** Node modules behind the entries that are promised to the browser, with the way there. */
function unportable(sources: Sources): string[] {
  return portableEntries
    .filter((entry) => sources.has(entry))
    .flatMap((entry) => {
      const reached = new Map<string, string>([[entry, entry]]);
      const queue = [entry];
      const found: string[] = [];
      for (const path of queue)
        for (const { target } of resolved(path, sources.get(path) ?? '')) {
          if (/^(node:|sharp$|yauzl$|esbuild$|onnxruntime-node$)/.test(target))
            found.push(`${reached.get(path)} → ${target}: ${entry} runs in the browser`);
          if (!sources.has(target) || reached.has(target)) continue;
          reached.set(target, `${reached.get(path)} → ${target}`);
          queue.push(target);
        }
      return found;
    });
}

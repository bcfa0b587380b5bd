import { resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** What trains: the step's graph, what feeds it, the loop, and what is made of runs by training many. */
const trainer = /^dist\/(gan\/(step|training)|run\/(training|search|evaluation|diagnosis)|presets)\//;
/** What builds and compiles graphs. */
const compiler = /^dist\/(tensor|compile|nn)\//;

/** The modules of which a bundler puts anything into what a page loads at first, and how many bytes of each. */
async function loadedBy(text: string): Promise<Map<string, number>> {
  const { metafile } = await build({
    stdin: { contents: text, resolveDir: resolve('.') },
    absWorkingDir: resolve('.'),
    outdir: 'nowhere',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    define: { duelHostSource: '""' },
    logLevel: 'error',
  });
  const { outputs } = metafile;
  const loaded = new Set<string>();
  const load = (path: string) => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { path: next, kind } of outputs[path]!.imports) if (kind === 'import-statement') load(next);
  };
  load(Object.keys(outputs).find((path) => outputs[path]!.entryPoint)!);
  const modules = [...loaded].flatMap((path) => Object.entries(outputs[path]!.inputs));
  return new Map(modules.filter(([, of]) => of.bytesInOutput > 0).map(([path, of]) => [path, of.bytesInOutput]));
}

/** The bytes of modules by their paths. */
const bytesOf = (modules: ReadonlyMap<string, number>, ...kinds: readonly RegExp[]): number =>
  [...modules].reduce((sum, [path, bytes]) => (kinds.some((kind) => kind.test(path)) ? sum + bytes : sum), 0);

describe('a page that only samples loads no trainer', () => {
  it.each([
    ['sample', "export { sample } from 'duel-gan';"],
    ['openGenerator', "export { openGenerator } from 'duel-gan';"],
    ['openTranslator', "export { openTranslator } from 'duel-gan';"],
    [
      'sample, of a run that a person brings',
      "export { sample } from 'duel-gan'; export { openStorage, unpackRun, useWasm } from 'duel-gan/page';",
    ],
  ])('by %s', async (_, text) => {
    const modules = await loadedBy(text);
    // the names of ports, which a step and a generator share
    expect(bytesOf(modules, trainer)).toBeLessThan(1500);
    expect([...modules.keys()]).toContain('dist/runtime/web/worker.js');
  });

  it('by the element, which brings no compiler either', async () => {
    const modules = await loadedBy("import './dist/web/generator/element.js';");
    expect([...modules.keys()]).toContain('dist/web/generator/element.js');
    expect(bytesOf(modules, trainer, compiler)).toBe(0);
    const host = await loadedBy("import './dist/web/generator/host.js';");
    expect([...host.keys()]).toContain('dist/runtime/web/model.js');
    expect(bytesOf(host, trainer, compiler)).toBe(0);
  });

  it('while one that trains does', async () => {
    expect(bytesOf(await loadedBy("export { train } from 'duel-gan';"), trainer)).toBeGreaterThan(100_000);
  });
});

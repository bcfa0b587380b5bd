import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { isSystemError } from '../../files/problem.ts';
import { assertFile } from '../../files/reading.ts';
import type { Preset } from '../../presets/preset.ts';
import { usage } from '../usage.ts';
import { OwnCode } from './ownCode.ts';

/**
 * The preset that a person's own file exports: bundled with what it imports by relative paths, and run.
 * 'duel-gan' is this very package, wherever the file lies.
 */
export async function loadUserFile(file: string): Promise<Preset> {
  const path = resolve(file);
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) throw usage('no-file', 'there is no such file', { where: file, fix: 'check the path' });
  assertFile(info, file, 'usage');
  const { code, sources } = await bundle(path);
  const own = new OwnCode(file, sources);
  const { url, remove } = placed(code, basename(path));
  try {
    const { default: preset } = (await own.locating(() => import(url))) as { default?: unknown };
    return own.presetOf(checked(preset, file));
  } finally {
    remove();
  }
}

/** Where a module can be imported from: the temporary folder, or an address that holds it where that cannot be written. */
function placed(code: string, name: string): { url: string; remove(): void } {
  let folder: string | undefined;
  const remove = () => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    folder = mkdtempSync(join(tmpdir(), 'duel-'));
    const module = join(folder, `${name.replace(/\.\w+$/, '')}.mjs`);
    writeFileSync(module, code);
    return { url: pathToFileURL(module).href, remove };
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    remove();
    return { url: `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`, remove: () => {} };
  }
}

/** A file with what it imports by relative paths as one module, and the paths of these. */
async function bundle(path: string): Promise<{ code: string; sources: readonly string[] }> {
  const { build } = await import('esbuild');
  try {
    const { outputFiles, metafile } = await build({
      entryPoints: [path],
      bundle: true,
      write: false,
      metafile: true,
      outfile: join(dirname(path), 'bundle.mjs'),
      // where it lies, wherever what is compiled is run from
      sourceRoot: `${pathToFileURL(dirname(path)).href}/`,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap: 'inline',
      sourcesContent: false,
      logLevel: 'silent',
      plugins: [packages],
    });
    return { code: outputFiles[0]!.text, sources: Object.keys(metafile.inputs).map((name) => resolve(name)) };
  } catch (cause) {
    const [first] = (
      cause as { errors?: { text: string; location?: { file: string; line: number; column: number } }[] }
    ).errors ?? [{ text: String(cause) }];
    const at = first?.location;
    throw usage('file-unreadable', `the file cannot be read: ${first?.text}`, {
      where: at ? `${at.file}:${at.line}:${at.column + 1}` : path,
      fix: 'mend it; an editor with TypeScript shows the place',
      cause,
    });
  }
}

/** Packages stay outside, found from the file that imports them: the bundle itself lies elsewhere. */
const packages: Plugin = {
  name: 'packages',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, resolveDir, importer, kind, pluginData }) => {
      if (kind === 'entry-point' || pluginData === packages || isBuiltin(path)) return undefined;
      if (path === 'duel-gan') return { path: new URL('../../index.js', import.meta.url).href, external: true };
      const found = await build.resolve(path, { resolveDir, importer, kind, pluginData: packages });
      if (found.errors.length > 0) return { errors: found.errors };
      return { path: pathToFileURL(found.path).href, external: true };
    });
  },
};

/** What no preset can do without; files in JavaScript have no types that would say so. */
function checked(preset: unknown, file: string): Preset {
  const fix = "export default definePreset({ name: …, data: …, game: … }), with definePreset from 'duel-gan'";
  if (typeof preset !== 'object' || preset === null)
    throw usage('no-preset', 'the file has no preset as its default export', { where: file, fix });
  const kinds = {
    name: 'string',
    data: 'object',
    game: 'function',
    draw: 'string',
    length: 'object',
    report: 'object',
    snapshot: 'object',
    monitor: 'object',
  };
  const given = preset as Record<string, unknown>;
  for (const [key, kind] of Object.entries(kinds)) {
    if (typeof given[key] === kind && given[key] !== null) continue;
    const what = given[key] === undefined ? `has no '${key}'` : `has a '${key}' that is no ${kind}`;
    throw usage('bad-preset', `the preset ${what}`, { where: `${file}: default export`, fix });
  }
  return preset as Preset;
}

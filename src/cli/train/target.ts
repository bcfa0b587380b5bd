import { existsSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { readWholeSync } from '../../files/reading.ts';
import { decodeText } from '../../files/text.ts';
import { suggest } from '../../options/suggest.ts';
import type { Preset } from '../../presets/preset.ts';
import { findPreset, presets } from '../../presets/registry.ts';
import { parseConfig, type RunConfig } from '../../run/config/config.ts';
import { findRun, listRuns } from '../../run/directory/directory.ts';
import { usage } from '../usage.ts';

/** What is to be trained: something new, or a run that goes on. */
export type Target =
  | { readonly type: 'new'; readonly what: Preset | RunConfig }
  | { readonly type: 'run'; readonly directory: string };

/** Finds out what a person named: a preset, a configuration, a file of code, a run. `out` is the folder of runs. */
export async function findTarget(name: string, out: string): Promise<Target> {
  const preset = findPreset(name);
  if (preset) return { type: 'new', what: preset };
  const kind = extname(name).toLowerCase();
  const stats = statSync(name, { throwIfNoEntry: false });
  if (kind === '.json' && !stats?.isDirectory()) return { type: 'new', what: readConfigFile(name) };
  if (['.ts', '.mts', '.js', '.mjs'].includes(kind) && !stats?.isDirectory()) {
    const { loadUserFile } = await import('./userFile.ts');
    return { type: 'new', what: await loadUserFile(name) };
  }
  // a run that was killed before its first step may have no run.json yet
  if (stats?.isDirectory() && existsSync(join(name, 'config.json'))) return { type: 'run', directory: resolve(name) };
  const runs = listRuns(out);
  const isRun = name === 'last' || /^\d+$/.test(name) || runs.some(({ id }) => id === name) || stats?.isDirectory();
  if (isRun) return { type: 'run', directory: findRun(name, out) };
  const known = [...presets.map((p) => p.name), ...runs.map(({ id }) => id)];
  const near = suggest(name, known);
  throw usage('unknown-target', `there is no preset, file or run '${name}'`, {
    fix: near === undefined ? `duel train ${presets[0]!.name}, or another of 'duel presets'` : `duel train ${near}`,
  });
}

function readConfigFile(path: string): RunConfig {
  try {
    return parseConfig(JSON.parse(decodeText(readWholeSync(path, 'usage', { limit: 2 ** 24 }))), path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT')
      throw usage('no-file', 'there is no such file', { where: path, fix: 'check the path', cause });
    if (!(cause instanceof SyntaxError)) throw cause;
    throw usage('bad-json', `the file is no JSON: ${cause.message}`, {
      where: path,
      fix: "'duel train PRESET --dry-run' prints a configuration that is",
      cause,
    });
  }
}

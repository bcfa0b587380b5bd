import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder for what several test files share, of test/setup.mjs. */
    scratch: string;
  }
}

/**
 * The playground or the studio's page as Vite builds it, made once for all test files by whichever needs it first: the others
 * wait for that. It is built anew where a source has changed since.
 *
 * @returns the folder that it was built to, which nobody writes to
 */
export async function builtPage(what: 'playground' | 'studio'): Promise<string> {
  const folder = join(inject('scratch'), `${what}-${newestIn('site', 'src')}`);
  const end = join(folder, 'built.txt');
  // it falls to whoever makes the folder
  if (mkdirSync(folder, { recursive: true }) !== undefined) {
    const failed = await build(what, join(folder, 'page')).then(() => '', String);
    writeFileSync(`${end}.new`, failed);
    renameSync(`${end}.new`, end);
  }
  while (!existsSync(end)) await wait(100);
  const failed = readFileSync(end, 'utf8');
  if (failed !== '') throw new Error(`the ${what} was not built: ${failed}`);
  return join(folder, 'page');
}

async function build(what: 'playground' | 'studio', outDir: string): Promise<void> {
  const { build } = await import('vite');
  const config = what === 'playground' ? 'site/vite.config.js' : 'site/studio.vite.config.js';
  await build({ configFile: resolve(config), logLevel: 'error', build: { outDir } });
}

/** When the last of the files in these folders was written, in milliseconds. */
function newestIn(...folders: readonly string[]): number {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  return Math.max(...files.map((file) => Math.round(statSync(file).mtimeMs)));
}

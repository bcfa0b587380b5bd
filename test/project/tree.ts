import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Text of a file of the repository. */
export const text = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

/** Paths of the files below folders of the repository that end so, from its root. */
export const filesIn = (folders: readonly string[], ...endings: readonly string[]): string[] =>
  folders.flatMap((folder) => {
    const names = readdirOf(`${root}${folder}`);
    return names
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((p) => endings.some((e) => p.endsWith(e)));
  });

function readdirOf(path: string): string[] {
  try {
    return readdirSync(path, { recursive: true }) as string[];
  } catch {
    return [];
  }
}

export interface Package {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}
export const packageJson = JSON.parse(text('package.json')) as Package;

import { expect, it } from 'vitest';
import { filesIn, text } from './tree.ts';

/**
 * What opens files for reading without looking whether they are files; `src/files/reading.ts` looks. Elsewhere it
 * stands only where the path is Duel's own: Linux' /proc, and a folder that is synced or
 * followed. Of a page's files, which `src/page/node/` has in memory, none is anything else.
 */
const opens =
  /\b(?:readFile(?:Sync)?|createReadStream)\(\s*[\w`'"(]|\bopen(?:Sync)?\([^()]*(?:\([^()]*\))?[^()]*, 'r'\)/g;
const allowed = new Map([
  ['src/files/reading.ts', ['readFileSync(f']],
  ['src/runtime/node/adapter.ts', ['readFileSync(`']],
  ['src/run/directory/atomic.ts', ["openSync(folder, 'r')"]],
  ['src/run/training/failure.ts', ["openSync(directory, 'r')"]],
]);

it('files are opened for reading in one place', () => {
  for (const path of filesIn(['src'], '.ts').filter(
    (path) => !/\.(test|testing)\.ts$/.test(path) && !path.startsWith('src/page/node/'),
  ))
    expect(text(path).match(opens) ?? [], path).toEqual(allowed.get(path) ?? []);
});

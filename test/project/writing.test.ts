import { expect, it } from 'vitest';
import { filesIn, text } from './tree.ts';

/**
 * Files that call what changes something on the disk. Each turns what the system says against it into an error that names
 * the path and what to do (`src/files/problem.ts`); all others write through them.
 */
const writers: readonly string[] = [
  'src/cli/train/userFile.ts',
  'src/data/storage/cache.ts',
  'src/data/storage/download.ts',
  'src/files/folders.ts',
  'src/run/directory/atomic.ts',
  'src/run/directory/directory.ts',
  'src/run/directory/jsonl.ts',
  'src/run/directory/lock.ts',
  'src/run/export.ts',
  'src/run/film/mp4.ts',
  'src/run/output/outputFile.ts',
];

/** Removes as the process ends, when nobody is left to be told what the system says. */
const ending = 'src/files/halfMade.ts';

/** Stands for `node:fs` in a page, and says what the system would. */
const standIns = ['src/page/node/fs.ts', 'src/page/node/fsPromises.ts'];

const changes =
  /\b(?:writeFile|appendFile|mkdir|mkdtemp|rename|rm|rmdir|unlink|link|symlink|copyFile|cp|truncate|ftruncate|utimes|write)Sync\b|\bcreateWriteStream\b|^import \{[^}]*\b(?:writeFile|appendFile|mkdir|mkdtemp|rename|rm|rmdir|unlink|link|copyFile|cp|truncate)\b[^}]*\} from 'node:fs\/promises'/m;

it('files are written in few places', () => {
  const found = filesIn(['src'], '.ts').filter(
    (path) => !/\.(test|testing)\.ts$/.test(path) && changes.test(text(path)),
  );
  expect(found.sort()).toEqual([...writers, ...standIns, ending].sort());
  for (const path of writers)
    expect(text(path), path).toMatch(
      /files\/(problem|folders)\.ts|\.\/problem\.ts|directory\/atomic\.ts|\.\/atomic\.ts/,
    );
});

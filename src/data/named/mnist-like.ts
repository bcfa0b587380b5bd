import { join } from 'node:path';
import { openIdx } from '../idx-dataset.ts';
import { findIdx } from '../idx-file.ts';
import { findPublished } from '../places.ts';
import { dataError } from '../problems.ts';
import type { NamedDataset } from '../request.ts';

/** A data set published as MNIST's four IDX files. */
export function mnistLike(about: {
  name: string;
  title: string;
  classes: readonly string[];
  licence: string;
  origin: string;
  /** Where its files may lie in a data folder. */
  folders: readonly string[];
}): NamedDataset {
  const { name, title, classes, licence, origin } = about;
  return {
    name,
    title,
    shape: [28, 28, 1],
    counts: { train: 60_000, test: 10_000 },
    classes,
    licence,
    origin,
    needs: 'four files of 11 to 31 MB together, from DUEL_DATA or downloaded',
    async open(request, context) {
      const split = request.split ?? 'train';
      const stem = split === 'train' ? 'train' : 't10k';
      const names = ['', '.gz'].map((ending) => `${stem}-images-idx3-ubyte${ending}`);
      const paths = about.folders.flatMap((folder) => names.map((file) => join(folder, file)));
      const found = findPublished(paths, context);
      const pair = found === undefined ? undefined : await findIdx(join(found, '..'), split);
      if (pair === undefined)
        throw dataError('missing', `the files of ${name} are not here`, {
          where: join(context.dataFolder ?? '$DUEL_DATA', paths[1]!),
          fix: `duel data fetch ${name}`,
        });
      return openIdx(name, pair, { classes, signal: context.signal });
    },
  };
}

import { dirname, join } from 'node:path';
import { openIdx } from '../arrays/idx-dataset.ts';
import { pairOf } from '../arrays/idx-file.ts';
import { resized } from '../pictures/resized.ts';
import type { NamedDataset, Published } from '../request.ts';
import { fetchedFolder, findPublished, placesOf } from '../storage/places.ts';
import { fetchPublished } from '../storage/published.ts';

/** A data set published as MNIST's four IDX files. */
export function mnistLike(about: {
  name: string;
  title: string;
  classes: readonly string[];
  licence: string;
  origin: string;
  published: Published;
}): NamedDataset {
  const { name, classes, published } = about;
  const megabytes = Math.round(published.files.reduce((sum, file) => sum + file.bytes, 0) / 1e6);
  const dataset: NamedDataset = {
    ...about,
    shape: [28, 28, 1],
    counts: { train: 60_000, test: 10_000 },
    needs: `a download of ${megabytes} MB, or the files in DUEL_DATA/${published.folder}`,
    async open(request, context) {
      const images = `${request.split === 'test' ? 't10k' : 'train'}-images-idx3-ubyte`;
      let found = findPublished(placesOf(published, `${images}.gz`), context);
      if (found === undefined) {
        const { onProgress, signal } = context;
        const folder = fetchedFolder(context);
        const files = await fetchPublished(dataset, {
          folder,
          ...(onProgress ? { onProgress } : {}),
          ...(signal ? { signal } : {}),
        });
        found = join(dirname(files[0]!.path), `${images}.gz`);
      }
      const idx = await openIdx(name, await pairOf(found), { classes, signal: context.signal });
      return resized(idx, request, context);
    },
  };
  return dataset;
}

import { DuelError } from '../../errors.ts';
import { datasets, findDataset } from '../registry.ts';
import { type FetchedFile, type FetchOptions, fetchPublished } from './published.ts';

/**
 * Downloads a named data set and checks its files against their published checksums; a broken download is continued.
 *
 * Nothing is done for data that need no file. Throws for data that their publishers do not let be downloaded so, with
 * where to get them; `data/no-network` when no address answers.
 */
export async function fetchDataset(name: string, options: FetchOptions = {}): Promise<FetchedFile[]> {
  const dataset = findDataset(name);
  if (dataset === undefined)
    throw new DuelError('usage', 'data/unknown-name', 'no data set of that name', {
      where: name,
      fix: `name one of ${datasets.map((one) => one.name).join(', ')}`,
    });
  return fetchPublished(dataset, options);
}

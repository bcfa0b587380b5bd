import { stat } from 'node:fs/promises';
import type { DataReport } from './check.ts';
import { classCounts } from './labels.ts';
import { dataError } from './problems.ts';
import type { DataContext, NamedDataset, Published } from './request.ts';
import { hashOf } from './storage/download.ts';
import { findPublished, placesOf } from './storage/places.ts';

/** Adds what is wrong with a file to a report. */
export type AddBad = (report: DataReport, file: string, error: unknown) => void;

/** A report of a data set that nothing is known of yet. */
export const emptyReport = (path: string, kind: DataReport['kind']): DataReport => ({
  path,
  kind,
  files: 0,
  good: 0,
  bad: [],
  badCount: 0,
  passedOver: 0,
  passedOverEndings: {},
  classes: [],
  classSizes: [],
  classesFrom: [],
  splits: {},
  splitFolders: {},
  warnings: [],
  twins: [],
  twinCount: 0,
  found: [],
  sizes: {},
  channels: {},
});

/**
 * Checks a named data set that is drawn, or whose files its publisher offers: each against its checksum, and what they
 * hold by opening them.
 *
 * Throws `data/missing` where none of the files is here.
 */
export async function checkNamed(dataset: NamedDataset, context: DataContext, addBad: AddBad): Promise<DataReport> {
  const { name, published, classes } = dataset;
  const report = emptyReport(name, published ? 'idx' : 'drawn');
  report.classes = [...classes];
  if (!published) {
    report.found.push('drawn by formula, each example from its number: there are no files');
    return report;
  }
  await checkFiles(dataset, published, report, context, addBad);
  if (report.badCount > 0) return report;
  try {
    for (const split of ['train', 'test'] as const) {
      const opened = await dataset.open({ source: name, split }, context);
      report.splits[split] = opened.count;
      const [h, w, c] = opened.shape;
      if (split === 'train') {
        report.found.push(`${opened.count.toLocaleString('en-US')} examples [${opened.shape.join(', ')}]`);
        // of what is drawn from files each class comes as often as chance will have it
        if (opened.classes.length <= 100) report.classSizes = await classCounts(opened, context);
      }
      report.sizes[`${w}x${h}`] = (report.sizes[`${w}x${h}`] ?? 0) + opened.count;
      const kind = c === 1 ? 'grey' : 'RGB';
      report.channels[kind] = (report.channels[kind] ?? 0) + opened.count;
      await opened.close();
    }
  } catch (error) {
    addBad(report, name, error);
  }
  return report;
}

async function checkFiles(
  { name }: NamedDataset,
  published: Published,
  report: DataReport,
  context: DataContext,
  addBad: AddBad,
): Promise<void> {
  const places = published.files.map((file) => ({
    ...file,
    path: findPublished(placesOf(published, file.name), context),
  }));
  const fetching = `duel data fetch ${name}`;
  if (places.every(({ path }) => path === undefined))
    throw dataError('missing', `${name} is not on this machine`, { where: name, fix: fetching });
  const total = places.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const { name: file, path, bytes, sha256 } of places) {
    report.files++;
    try {
      if (path === undefined) throw dataError('missing', 'is not here', { where: file, fix: fetching });
      await assertPublished(path, { bytes, sha256 }, fetching, context);
      report.good++;
    } catch (error) {
      addBad(report, path ?? file, error);
    }
    done += bytes;
    await context.onProgress?.({ stage: 'checksums', done, total });
  }
}

/** Throws where a file is another than its publisher's; what was unpacked has no checksum, and is seen when it is opened. */
async function assertPublished(
  path: string,
  { bytes, sha256 }: { bytes: number; sha256: string },
  fetching: string,
  { signal }: DataContext,
): Promise<void> {
  if (!path.endsWith('.gz')) return;
  const { size } = await stat(path);
  const found = size === bytes ? await hashOf(path, signal) : undefined;
  if (found === sha256) return;
  const what = found === undefined ? `${size.toLocaleString('en-US')} bytes` : `SHA-256 ${found}`;
  const expected = found === undefined ? bytes.toLocaleString('en-US') : sha256;
  throw dataError('checksum', `another file than was published: ${what}, expected ${expected}`, {
    where: path,
    fix: `remove it, and ${fetching}`,
  });
}

import type { DataNotes } from '../dataset.ts';
import { newestReading } from '../reading.ts';
import type { DataRequest } from '../request.ts';
import { type ClassFile, givenClasses } from './class-files.ts';
import { type Layout, layOut } from './layout.ts';
import { layoutNotes } from './layout-notes.ts';
import type { PictureSource } from './picture-source.ts';

/** What is asked of the pictures of a source. */
export type LayoutWish = Pick<DataRequest, 'split' | 'reading' | 'holdOut'>;

/** Finds the splits and classes of a source, by its folders and by files that name classes. */
export async function readLayout(
  source: PictureSource,
  { split = 'train', reading = newestReading, holdOut }: LayoutWish,
): Promise<{ layout: Layout; notes: DataNotes }> {
  const { paths, where, classFiles } = source;
  const files: ClassFile[] = [];
  for (const [k, path] of classFiles.entries()) files.push({ path, bytes: await source.loadClassFile(k) });
  const { given, warnings: ofFiles } = givenClasses(paths, files, where);
  const layout = layOut(paths, { split, reading, where, given, holdOut });
  const { found, warnings } = layoutNotes(layout, paths);
  return { layout, notes: { found, warnings: [...ofFiles, ...warnings] } };
}

import type { DataNotes } from '../dataset.ts';
import type { Reading } from '../reading.ts';
import { type ClassFile, givenClasses } from './class-files.ts';
import { type Layout, layOut } from './layout.ts';
import { layoutNotes } from './layout-notes.ts';
import type { PictureSource } from './picture-source.ts';

/** Finds the splits and classes of a source, by its folders and by files that name classes. */
export async function readLayout(
  source: PictureSource,
  split: 'train' | 'test',
  reading: Reading,
): Promise<{ layout: Layout; notes: DataNotes }> {
  const { paths, where, classFiles } = source;
  const files: ClassFile[] = [];
  for (const [k, path] of classFiles.entries()) files.push({ path, bytes: await source.loadClassFile(k) });
  const { given, warnings: ofFiles } = givenClasses(paths, files, where);
  const layout = layOut(paths, { split, reading, where, given });
  const { found, warnings } = layoutNotes(layout, paths);
  return { layout, notes: { found, warnings: [...ofFiles, ...warnings] } };
}

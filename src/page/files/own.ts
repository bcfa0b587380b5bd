import { dirname, join, resolve } from '../node/path.ts';
import { bytesOf, files } from './tree.ts';

/**
 * The content of a file of this page: a picture that a run has drawn, for example.
 *
 * @returns a copy; undefined where there is no such file
 */
export function readBytes(path: string): Uint8Array<ArrayBuffer> | undefined {
  const node = files.find(path);
  return node?.kind === 'file' ? bytesOf(node).slice() : undefined;
}

/**
 * Puts a file among those of this page, in place of what was there, with the folders that it needs: data that a person has
 * brought, for example, which `train` then finds by its path.
 */
export function writeBytes(path: string, bytes: Uint8Array): void {
  makeFolder(dirname(resolve(path)));
  if (files.find(path)) files.remove(path, 'unlink');
  files.write(files.makeFile(path, 'open'), 0, bytes);
}

/** The names in a folder of this page, in order; none where there is no such folder. */
export function listFolder(path: string): string[] {
  const node = files.find(path);
  return node?.kind === 'folder' ? [...node.entries.keys()].sort() : [];
}

/** Takes a file away, or a folder with all below it: a run, for example, that nobody trains. */
export function remove(path: string): void {
  if (files.find(path)) files.remove(path, 'rm');
}

/** Makes a folder, and those above it. */
export function makeFolder(path: string): void {
  if (files.find(path)) return;
  makeFolder(join(path, '..'));
  files.makeFolder(path);
}

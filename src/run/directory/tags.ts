import { join } from 'node:path';
import { z } from 'zod';
import { removeFile, writeFileAtomic } from './atomic.ts';
import { assertOwn } from './own.ts';
import { readRunJson } from './runFile.ts';

/** What a person files a run under: a word or a few, on one line. */
export const tagSchema = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^\p{C}\p{Zl}\p{Zp},]*$/u, 'a tag is a word or a few, without commas');
export const tagsSchema = z.array(tagSchema).max(20);

const schema = z.object({ tags: tagsSchema });
const limit = 2 ** 14;
const pathOf = (directory: string) => join(directory, 'tags.json');

/** The tags of a run, `tags.json`. Throws `run/broken-file`. */
export const readTags = (directory: string): readonly string[] =>
  readRunJson(pathOf(directory), schema, { fix: 'delete it: a run needs no tags', limit })?.tags ?? [];

/** Gives a run other tags, each once. Throws `run/not-own` where its file is a link. */
export function writeTags(directory: string, tags: readonly string[]): void {
  const path = pathOf(directory);
  assertOwn(path, 'file');
  if (tags.length === 0) removeFile(path);
  else writeFileAtomic(path, `${JSON.stringify({ tags: [...new Set(tags)] })}\n`);
}

import { join } from 'node:path';
import { z } from 'zod';
import { removeFile, writeFileAtomic } from './atomic.ts';
import { assertOwn } from './own.ts';
import { readRunJson } from './runFile.ts';
import { tagSchema } from './tags.ts';

/** A direction of a network's latents that a person has named: as many numbers as a latent has. */
export const directionSchema = z.strictObject({
  player: z.string().min(1).max(80),
  name: tagSchema,
  vector: z.array(z.number().min(-1e6).max(1e6)).min(1).max(4096),
});
export type NamedDirection = z.output<typeof directionSchema>;

const most = 40;
const schema = z.object({ directions: z.array(directionSchema).max(most) });
/** Forty directions of 4,096 numbers. */
const limit = 2 ** 22;
const pathOf = (directory: string) => join(directory, 'directions.json');

/** The named directions of a run, `directions.json`. Throws `run/broken-file`. */
export const readDirections = (directory: string): readonly NamedDirection[] =>
  readRunJson(pathOf(directory), schema, { fix: 'delete it: a run needs no named directions', limit })?.directions ??
  [];

/**
 * Keeps a direction under its name, in place of one that has it already, and drops what comes to be too many: the oldest.
 * Throws `run/not-own` where the file is a link.
 */
export function keepDirection(directory: string, direction: NamedDirection): void {
  const others = readDirections(directory).filter((one) => !isSame(one, direction));
  write(directory, [...others, direction].slice(-most));
}

export function dropDirection(directory: string, gone: Pick<NamedDirection, 'player' | 'name'>): void {
  write(
    directory,
    readDirections(directory).filter((one) => !isSame(one, gone)),
  );
}

type Key = Pick<NamedDirection, 'player' | 'name'>;
const isSame = (a: Key, b: Key): boolean => a.player === b.player && a.name === b.name;

function write(directory: string, directions: readonly NamedDirection[]): void {
  const path = pathOf(directory);
  assertOwn(path, 'file');
  if (directions.length === 0) removeFile(path);
  else writeFileAtomic(path, `${JSON.stringify({ directions })}\n`);
}

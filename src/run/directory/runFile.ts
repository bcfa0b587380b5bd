import { basename } from 'node:path';
import type { z } from 'zod';
import { DuelError } from '../../errors.ts';
import { fileProblem, systemCode } from '../../files/problem.ts';
import { readWholeSync } from '../../files/reading.ts';
import { problemOf } from '../../nn/problems.ts';

/** How a file of a run is read. */
export interface RunFileOptions {
  /** What to do about a broken one. */
  readonly fix: string;
  /** Most bytes. Default 16 MiB. */
  readonly limit?: number;
}

const usualLimit = 2 ** 24;
/** Levels of values in values; what is known of a run has some ten. */
const deepest = 100;

/** The bytes of a file of a run; undefined where there is none. Throws `run/broken-file` where it is no file, or too large. */
export function readRunFile(path: string, { fix, limit = usualLimit }: RunFileOptions): Uint8Array | undefined {
  try {
    return readWholeSync(path, 'checkpoint', { limit });
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined;
    // a disk that fails says nothing of the file
    if (!(cause instanceof DuelError)) throw fileProblem(cause, path, { doing: 'read' });
    throw broken(path, cause.message, fix, cause);
  }
}

/**
 * What a JSON file of a run holds; undefined where there is none.
 *
 * @throws DuelError `run/broken-file` of kind `checkpoint`, with the file and the key that does not fit its schema
 */
export function readRunJson<T>(path: string, schema: z.ZodType<T>, options: RunFileOptions): T | undefined {
  const bytes = readRunFile(path, options);
  if (bytes === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw broken(path, 'it is no JSON', options.fix, cause);
  }
  if (isDeeper(json, deepest)) throw broken(path, 'it is nested too deep', options.fix, undefined);
  const parsed = parse(schema, json, path, options.fix);
  if (parsed.success) return parsed.data;
  const { message, path: key } = problemOf(parsed.error, json, schema);
  throw broken(path, `${message}${key.length > 0 ? `, at ${key.join('.')}` : ''}`, options.fix, parsed.error);
}

/** A schema may refuse by an error of its own, as networks do, which then says where. */
function parse<T>(schema: z.ZodType<T>, json: unknown, path: string, fix: string) {
  try {
    return schema.safeParse(json);
  } catch (cause) {
    if (cause instanceof DuelError)
      throw broken(path, cause.where === undefined ? cause.message : `${cause.message}, at ${cause.where}`, fix, cause);
    if (cause instanceof RangeError) throw broken(path, 'it is nested too deep', fix, cause);
    throw cause;
  }
}

/** Whether a value lies in more than `most` others: what is walked by recursion, as JSON.stringify does, would not come back. */
function isDeeper(json: unknown, most: number): boolean {
  let level: unknown[] = [json];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return false;
}

const broken = (path: string, reason: string, fix: string, cause: unknown) =>
  new DuelError('checkpoint', 'run/broken-file', `the run's ${basename(path)} is broken: ${reason}`, {
    where: path,
    fix,
    cause,
  });

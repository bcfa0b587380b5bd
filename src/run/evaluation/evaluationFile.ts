import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../directory/atomic.ts';
import { assertOwn, ownFolder } from '../directory/own.ts';
import { readRunJson } from '../directory/runFile.ts';

/** `eval/000012000.json`: what metrics gave at a step, by the metrics' names. */
const schema = z.object({
  step: z.int().nonnegative(),
  metrics: z.record(z.string().max(200), z.record(z.string().max(200), z.unknown())),
});
type Metrics = z.output<typeof schema>['metrics'];

const pathOf = (directory: string, step: number) => join(directory, 'eval', `${String(step).padStart(9, '0')}.json`);

/** Metrics that were measured at a step before. Throws `run/broken-file`, or `run/not-own` where none can be written. */
export function readEvaluation(directory: string, step: number): Metrics {
  assertOwn(join(directory, 'eval'), 'folder');
  return readRunJson(pathOf(directory, step), schema, { fix: 'delete it and measure again' })?.metrics ?? {};
}

/** Writes the metrics of a step, and returns the path. */
export function writeEvaluation(directory: string, step: number, metrics: Metrics): string {
  ownFolder(directory, 'eval');
  const path = pathOf(directory, step);
  writeFileAtomic(path, `${JSON.stringify({ step, metrics }, null, 2)}\n`);
  return path;
}

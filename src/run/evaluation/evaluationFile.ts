import { existsSync, readdirSync } from 'node:fs';
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

/** A number that a metric gave at several steps, in order. */
export interface Measurements {
  readonly name: string;
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** What a metric gave at each step that was measured as the last one was: other protocols do not compare. */
export function measurementsOf(directory: string, metric: string, name: string): Measurements {
  const folder = join(directory, 'eval');
  const steps = existsSync(folder)
    ? readdirSync(folder).flatMap((file) => (/^\d+\.json$/.test(file) ? [Number.parseInt(file, 10)] : []))
    : [];
  const found = steps
    .sort((a, b) => a - b)
    .flatMap((step) => {
      const values = readEvaluation(directory, step)[metric];
      const { protocol } = (values?.measured ?? {}) as { protocol?: unknown };
      return typeof values?.[name] === 'number' ? [{ step, value: values[name] as number, protocol }] : [];
    });
  const alike = found.filter(({ protocol }) => protocol === found.at(-1)!.protocol);
  return { name, steps: alike.map(({ step }) => step), values: alike.map(({ value }) => value) };
}

/** Writes the metrics of a step, and returns the path. */
export function writeEvaluation(directory: string, step: number, metrics: Metrics): string {
  ownFolder(directory, 'eval');
  const path = pathOf(directory, step);
  writeFileAtomic(path, `${JSON.stringify({ step, metrics }, null, 2)}\n`);
  return path;
}

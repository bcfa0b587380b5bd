import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DuelError } from '../../errors.ts';
import { attempt } from '../../files/problem.ts';
import { readWholeSync } from '../../files/reading.ts';
import { writeFileAtomic } from '../directory/atomic.ts';
import { assertOwn, ownFolder } from '../directory/own.ts';
import { readRunJson } from '../directory/runFile.ts';

/** `eval/000012000.json`: what metrics gave at a step, by the metrics' names. */
const schema = z.object({
  step: z.int().nonnegative(),
  metrics: z.record(z.string().max(200), z.record(z.string().max(200), z.unknown())),
});
type Metrics = z.output<typeof schema>['metrics'];

/** Of samples beside the examples that they are nearest to. */
const neighboursName = (step: number) => `${String(step).padStart(9, '0')}-neighbours.png`;

const pathOf = (directory: string, step: number) => join(directory, 'eval', `${String(step).padStart(9, '0')}.json`);

/** Metrics that were measured at a step before. Throws `run/broken-file`, or `run/not-own` where none can be written. */
export function readEvaluation(directory: string, step: number): Metrics {
  assertOwn(join(directory, 'eval'), 'folder');
  return readRunJson(pathOf(directory, step), schema, { fix: 'delete it and measure again' })?.metrics ?? {};
}

/** Steps at which something was measured, in order. */
function evaluatedSteps(directory: string): number[] {
  const folder = join(directory, 'eval');
  if (!existsSync(folder)) return [];
  const names = attempt(folder, { doing: 'read' }, () => readdirSync(folder));
  return names.flatMap((name) => (/^\d{9}\.json$/.test(name) ? [Number(name.slice(0, 9))] : [])).sort((a, b) => a - b);
}

/** A number that a metric gave at several steps, in order. */
export interface Measurements {
  readonly name: string;
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** What a metric gave at each step that was measured as the last one was: other protocols do not compare. */
export function measurementsOf(directory: string, metric: string, name: string): Measurements {
  const found = evaluatedSteps(directory).flatMap((step) => {
    const values = readEvaluation(directory, step)[metric];
    const { protocol } = (values?.measured ?? {}) as { protocol?: unknown };
    return typeof values?.[name] === 'number' ? [{ step, value: values[name] as number, protocol }] : [];
  });
  const alike = found.filter(({ protocol }) => protocol === found.at(-1)!.protocol);
  return { name, steps: alike.map(({ step }) => step), values: alike.map(({ value }) => value) };
}

/** What metrics gave at a step. */
export interface KeptEvaluation {
  readonly step: number;
  readonly metrics: Metrics;
}

/** All that metrics gave a run, by step. A file that cannot be read is told of, and the others are read. */
export function readEvaluations(directory: string, onProblem: (cause: DuelError) => void): KeptEvaluation[] {
  const orTold = <T>(read: () => readonly T[]): readonly T[] => {
    try {
      return read();
    } catch (cause) {
      if (!(cause instanceof DuelError)) throw cause;
      onProblem(cause);
      return [];
    }
  };
  return orTold(() => evaluatedSteps(directory)).flatMap((step) =>
    orTold(() => [{ step, metrics: readEvaluation(directory, step) }]),
  );
}

/** Writes the metrics of a step, and returns the path. */
export function writeEvaluation(directory: string, step: number, metrics: Metrics): string {
  ownFolder(directory, 'eval');
  const path = pathOf(directory, step);
  writeFileAtomic(path, `${JSON.stringify({ step, metrics }, null, 2)}\n`);
  return path;
}

/** Writes the picture of samples beside the examples nearest to them, and returns its path. */
export function writeNeighbours(directory: string, step: number, png: Uint8Array): string {
  const path = join(ownFolder(directory, 'eval'), neighboursName(step));
  writeFileAtomic(path, png);
  return path;
}

/** The picture that `writeNeighbours` has written. */
export const readNeighbours = (directory: string, step: number): Uint8Array =>
  readWholeSync(join(directory, 'eval', neighboursName(step)), 'checkpoint', { limit: 2 ** 26 });

import { join } from 'node:path';
import { z } from 'zod';
import { dialSchema } from '../../gan/index.ts';
import { writeFileAtomic } from './atomic.ts';
import { readRunJson } from './runFile.ts';

const changeSchema = z.strictObject({
  /** Steps that were done: it holds from the next on. */
  step: z.int().nonnegative(),
  /** As it was asked for, `path=value`. */
  set: z.array(z.string()).readonly(),
  /** What the dials stand at from then on, by name. */
  values: z.record(z.string(), dialSchema),
  /** Steps over which schedules go that have no length of their own; absent: as before. */
  scheduleSteps: z.int().positive().optional(),
  /** What learning rates are multiplied by from then on, whatever they are. */
  rateFactor: z.number().positive().optional(),
  /** From then on all that is random is drawn anew, as the first, the second … time that this happens. */
  redraw: z.int().positive().optional(),
  /** Of a training that had diverged and went back to that step: at which step, and what was seen there. */
  back: z.strictObject({ at: z.int().positive(), why: z.string().max(1000) }).optional(),
});
/** A change of what enters a run's steps while it was trained: by a person, or since it had to go back. */
export type DialsChange = z.output<typeof changeSchema>;

const file = (directory: string) => join(directory, 'dials.json');

/** What was changed of a run's dials, in the order in which it holds; most runs have none. */
export const readDials = (directory: string): readonly DialsChange[] =>
  readRunJson(file(directory), z.array(changeSchema), {
    fix: 'get the run again from where it came from: without this file it would not be the same',
  }) ?? [];

/** Writes a run's dials.json. */
export const writeDials = (directory: string, changes: readonly DialsChange[]): void =>
  writeFileAtomic(file(directory), `${JSON.stringify(changes, null, 2)}\n`);

import { join } from 'node:path';
import { z } from 'zod';
import { DuelError } from '../../errors.ts';
import { pathWord } from '../../files/paths.ts';
import { dialSchema } from '../../gan/index.ts';
import { writeFileAtomic } from './atomic.ts';
import { noteRunInfo, readRunInfo } from './info.ts';
import { hashOf } from './made.ts';
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

/** What run.json says of a run whose dials nobody has changed. */
export const noChanges: readonly string[] = [hashOf([])];

const fix = 'get the run again from where it came from: without this file it would not be the same';

/**
 * What was changed of a run's dials, in the order in which it holds; most runs have none.
 *
 * @throws DuelError `run/dials-changed` of kind `checkpoint` where it is not what Duel has written there last; runs of earlier
 * versions, which do not say what that is, are taken as they are
 */
export function readDials(directory: string): readonly DialsChange[] {
  const known = readRunInfo(directory)?.dials;
  const json = readRunJson(file(directory), z.unknown(), { fix });
  if (known && !known.includes(hashOf(json ?? []))) throw dialsChanged(directory, json === undefined);
  return readRunJson(file(directory), z.array(changeSchema), { fix }) ?? [];
}

function dialsChanged(directory: string, isMissing: boolean): DuelError {
  return new DuelError(
    'checkpoint',
    'run/dials-changed',
    `this run's dials.json ${isMissing ? 'is missing' : 'was changed by another hand'}: what was learned so far would not be what it says`,
    {
      where: file(directory),
      fix: `bring it back as it was: it is a list of the events of type dials in events.jsonl; what is to hold from here on is changed by duel train ${pathWord(directory)} --set PATH=VALUE`,
    },
  );
}

/** Writes a run's dials.json, and what it is into run.json: before, so that whatever ends the process, both agree. */
export function writeDials(directory: string, changes: readonly DialsChange[]): void {
  const next = hashOf(JSON.parse(JSON.stringify(changes)));
  const last = hashOf(readRunJson(file(directory), z.unknown(), { fix }) ?? []);
  noteDials(directory, [last, next]);
  writeFileAtomic(file(directory), `${JSON.stringify(changes, null, 2)}\n`);
  noteDials(directory, [next]);
}

function noteDials(directory: string, dials: readonly string[]): void {
  const info = readRunInfo(directory);
  if (info) noteRunInfo(directory, info, { dials });
}

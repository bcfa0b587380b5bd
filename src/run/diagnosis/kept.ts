import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../directory/atomic.ts';
import { assertOwn } from '../directory/own.ts';
import { readRunJson } from '../directory/runFile.ts';
import type { DiagnosedRun } from './diagnose.ts';

const words = z.string().max(2000);
const examined = z.object({
  name: words,
  title: words,
  about: words,
  holds: z.boolean(),
  signs: z
    .array(
      z.object({
        what: words,
        // JSON has no NaN
        value: z.number().nullable(),
        limit: z.number(),
        side: z.enum(['above', 'below']),
        isThere: z.boolean(),
      }),
    )
    .max(20),
  remedies: z.array(z.object({ what: words, command: words })).max(20),
});
const schema = z.object({
  step: z.int().nonnegative(),
  findings: z.array(examined).max(50),
  others: z.array(examined).max(50),
  notes: z.array(words).max(50),
});
/** `doctor.json`: what the doctor found when it last looked a run over. */
export type KeptDiagnosis = z.output<typeof schema>;

const pathOf = (directory: string) => join(directory, 'doctor.json');

/** What was found; undefined where nobody has looked. Throws `run/broken-file`. */
export const readDiagnosis = (directory: string): KeptDiagnosis | undefined =>
  readRunJson(pathOf(directory), schema, { fix: "delete it and look again: 'duel doctor RUN'" });

/** Keeps what was found in the run's folder. Throws `run/not-own` where that is a link. */
export function writeDiagnosis({ run, ...found }: DiagnosedRun): void {
  assertOwn(pathOf(run), 'file');
  writeFileAtomic(pathOf(run), `${JSON.stringify(found, null, 2)}\n`);
}

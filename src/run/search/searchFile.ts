import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DuelError } from '../../errors.ts';
import { attempt } from '../../files/problem.ts';
import { isTemporary, writeFileAtomic } from '../directory/atomic.ts';
import { readRunJson } from '../directory/runFile.ts';

const text = z.string().max(1000);
/** NaN is null in JSON. */
const value = z.number().nullable();
const whole = z.int().positive();

/** What all results of a search follow from. */
const settingsSchema = z.strictObject({
  /** Name of the preset or configuration, and hash of it as it is trained, data and seed included. */
  name: text,
  configuration: text,
  over: z.array(text),
  seed: z.int().nonnegative(),
  /** Total steps at the ends of the rungs. */
  rungs: z.array(whole).min(1),
  factor: whole,
  metric: text,
  /** Whether less of it is better. */
  lower: z.boolean(),
  /** Samples, and real examples beside them. */
  n: whole,
  device: text,
  parallel: whole,
  threads: whole,
});
export type SearchSettings = z.output<typeof settingsSchema>;

const trialSchema = z.strictObject({
  trial: whole,
  /** The run's folder. */
  run: text,
  /** Beside the configuration's own. */
  settings: z.array(text),
  /** What it measured, by its steps. */
  values: z.array(z.strictObject({ step: whole, value })),
});

/** The same at another seed, of the configuration as it is and with the best settings. */
const confirmedSchema = z.strictObject({ seed: z.int().nonnegative(), own: value.optional(), best: value.optional() });

const schema = z.strictObject({
  format: z.literal(1),
  settings: settingsSchema,
  trials: z.array(trialSchema),
  /** Of the trial that was the best when they were measured. */
  confirmation: z.strictObject({ trial: whole, seeds: z.array(confirmedSchema) }).optional(),
});
/** What `search.json` holds. */
export type SearchFile = z.output<typeof schema>;

export const searchFileOf = (folder: string): string => join(folder, 'search.json');

/** What a folder knows of its search; undefined where none was begun there. */
export const readSearch = (folder: string): SearchFile | undefined =>
  readRunJson(searchFileOf(folder), schema, {
    fix: 'delete it: trials that are there are measured again, not trained again',
  });

export const writeSearch = (folder: string, file: SearchFile): void =>
  writeFileAtomic(searchFileOf(folder), `${JSON.stringify(file, null, 2)}\n`);

/** Throws where a folder holds something else than a search, which trials would be mixed with. */
export function assertFree(folder: string): void {
  if (!existsSync(folder) || existsSync(searchFileOf(folder))) return;
  const names = attempt(folder, { doing: 'read', kind: 'usage' }, () => readdirSync(folder));
  const other = names.find((name) => !isTemporary(name) && name !== 'lock.json' && !trialFolder.test(name));
  if (other === undefined) return;
  throw new DuelError('usage', 'search/not-empty', 'this folder holds something else, and no search', {
    where: join(folder, other),
    fix: 'name another with --out DIR',
  });
}

/** Folders of trials and of runs that confirm. */
const trialFolder = /^\d{3,}-(trial-\d+|(own|best-\d+)-seed-\d+)$/;

/** Throws where a folder holds another search: its results would not be those of this one. */
export function assertSame(folder: string, known: SearchSettings, now: SearchSettings): void {
  const key = (Object.keys(now) as (keyof SearchSettings)[]).find(
    (name) => JSON.stringify(known[name]) !== JSON.stringify(now[name]),
  );
  if (key === undefined) return;
  const shown = (settings: SearchSettings) =>
    key === 'configuration' ? 'other settings or data' : `${words[key]} ${[settings[key]].flat().join(', ')}`;
  throw new DuelError(
    'usage',
    'search/other',
    `this folder holds another search: ${key === 'configuration' ? 'of other settings or data' : `${shown(known)} there, and ${shown(now)} now`}`,
    {
      where: searchFileOf(folder),
      fix: 'go on with the same words as it began, or name another folder with --out DIR',
    },
  );
}

const words: Readonly<Record<keyof SearchSettings, string>> = {
  name: 'of',
  configuration: 'of',
  over: 'over',
  seed: 'seed',
  rungs: 'measured at steps',
  factor: 'factor',
  metric: 'by',
  lower: 'lower is better:',
  n: 'samples',
  device: 'device',
  parallel: 'parallel',
  threads: 'threads',
};

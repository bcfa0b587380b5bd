import { homedir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { DuelError } from '../errors.ts';
import { listDatasets } from '../library/data.ts';
import { listPresets } from '../library/presets.ts';
import { configSchema } from '../run/config/config.ts';
import { fieldsOf } from '../run/config/fields.ts';
import type { Checked, Choices, DataFound } from './api.ts';
import { ask, begin } from './processes.ts';
import { optionWords, type StartOption, type StartRequest, startOptions, trainWords } from './request.ts';
import type { RunsFolder } from './runs.ts';

/** A word of a request: a path, a name, a setting. */
export const startWord = z
  .string()
  .max(2000)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no path has them, and no setting
  .regex(/^[^\0-\x1f]*$/);

/** What `POST /api/start` takes. */
export const startBody = z.strictObject({
  what: startWord.min(1),
  options: z.partialRecord(z.enum(startOptions), startWord),
  set: z.array(startWord).max(200),
}) satisfies z.ZodType<StartRequest>;

/** And `POST /api/start/check`: with `data` it reads the data through too. */
export const checkBody = z.strictObject({ request: startBody, data: z.boolean() });

/** And `POST /api/runs/RUN/train`. */
export const goOnBody = z.strictObject({ steps: z.int().positive().optional() });

/** What a page can choose from. */
export const choices = (): Choices => ({
  presets: listPresets(),
  datasets: listDatasets().map(({ name, title, isHere, needs }) => ({ name, title, isHere, needs })),
});

/** Keys that have an option of their own, that the data decide, or that no form has room for. */
const notInForm = [
  'name',
  'seed',
  'steps',
  'snapshotEvery',
  'batch',
  'stages',
  ...[
    'source',
    'reading',
    'white',
    'scaling',
    'labels',
    'layout',
    'columns',
    'header',
    'resolution',
    'fit',
    'crop',
  ].map((key) => `data.${key}`),
  ...['flip', 'pairs', 'domains', 'holdOut'].map((key) => `data.${key}`),
];

/** What `train --dry-run` gives. */
interface DryRun {
  readonly config: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<Record<string, { readonly parameters: number }>>;
  readonly warnings: readonly string[];
}

/** What is wrong with data, and all that was found in them. */
export class BrokenData extends DuelError {
  readonly found: DataFound;

  constructor({ kind, code, message, where, fix }: DuelError, found: DataFound) {
    super(kind, code, message, { where, fix });
    this.found = found;
  }
}

/** Resolves what a request asks for, as `duel train --dry-run` does, and where `isWhole` reads its data through. */
export async function check(request: StartRequest, isWhole: boolean, signal: AbortSignal): Promise<Checked> {
  const asked = placed(request);
  const found = await ask<DryRun>([...trainWords(asked), '--dry-run'], signal).catch(async (cause) => {
    // it names the first that is wrong; who asks for all is told of all
    const isOfData = isWhole && cause instanceof DuelError && cause.kind === 'data';
    const data = isOfData ? await dataOf(asked, signal).catch(() => undefined) : undefined;
    throw data && data.badCount > 0 ? new BrokenData(cause, data) : cause;
  });
  const data = isWhole ? await dataOf(asked, signal) : undefined;
  const { steps, seed, snapshotEvery, name } = found.config as { [key: string]: number | string };
  const { batch } = found.config.game as { batch?: number | { generator?: number } };
  return {
    usual: {
      ...{ steps, seed, snapshotEvery, name },
      batch: typeof batch === 'object' ? batch.generator : batch,
    } as Checked['usual'],
    fields: fieldsOf(configSchema, found.config, notInForm),
    networks: Object.entries(found.networks).map(([player, { parameters }]) => ({ player, parameters })),
    warnings: found.warnings,
    ...(data && { data }),
  };
}

const parts: readonly StartOption[] = [
  'layout',
  'columns',
  'noHeader',
  'pairs',
  'input',
  'target',
  'domainA',
  'domainB',
  'range',
];

/** What is found in data that have no name, file by file. Ways of making pairs say nothing of files. */
async function dataOf({ options }: StartRequest, signal: AbortSignal): Promise<DataFound | undefined> {
  const { data, pairs } = options;
  if (data === undefined || data === '' || listDatasets().some(({ name }) => name === data)) return undefined;
  const asked = parts.filter((name) => name !== 'pairs' || pairs === 'side-by-side');
  return ask<DataFound>(['data', 'check', data, ...optionWords({ options }, asked)], signal);
}

/** Begins a training in the folder of runs, and resolves to its name. */
export const start = (request: StartRequest, runs: RunsFolder): Promise<string> =>
  begin([...trainWords(placed(request)), `--out=${runs.path}`], runs);

/** Goes on with a run, where nobody trains it. */
export const goOn = (id: string, steps: number | undefined, runs: RunsFolder): Promise<string> =>
  begin(['train', runs.find(id), ...(steps === undefined ? [] : [`--steps=${steps}`])], runs);

const paths: readonly StartOption[] = ['data', 'input', 'target', 'domainA', 'domainB', 'init'];

/**
 * A request whose paths nothing takes for an option or a run, and lead from one's home where they say so, as in a shell.
 *
 * @param hasWhat whether it says what is to be trained
 */
export function placed({ what, options, set }: StartRequest, hasWhat = true): StartRequest {
  const isPreset = !hasWhat || listPresets().some(({ name }) => name === what);
  if (!isPreset && !/\.(json|[mc]?[jt]s)$/i.test(what))
    throw new DuelError('usage', 'studio/what', `there is no preset '${what}'`, {
      where: what,
      fix: 'choose one of the list, or give the path of a configuration: my.json, my-gan.ts',
    });
  const moved = paths.flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [[name, fromHome(value)] as const];
  });
  return {
    what: isPreset ? what : resolve(fromHome(what)),
    options: { ...options, ...Object.fromEntries(moved) },
    set,
  };
}

const fromHome = (path: string): string => (/^~[\\/]/.test(path) ? join(homedir(), path.slice(2)) : path);

/** What is wrong with a file that is to be trained, or with a name. */
const ofWhat = ['studio/what', 'usage/no-file', 'usage/bad-json'];

/** The field of the page that an error is about: an option, or `set:` and a path; undefined where it is about all of them. */
export function fieldAt({ kind, code, where = '' }: DuelError, { set }: StartRequest): string | undefined {
  if (ofWhat.includes(code)) return 'what';
  const flag = /^--([\w-]+)/.exec(where)?.[1]?.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (flag === 'set') {
    const path = /^--set ([^=]+)=/.exec(where)?.[1];
    return path === undefined ? undefined : `set:${path}`;
  }
  if (flag !== undefined) return (startOptions as readonly string[]).includes(flag) ? flag : undefined;
  if (kind === 'data' || code === 'config/no-data') return 'data';
  const key = where.replace(/^[^:]*: /, '').replace(/^game\./, '');
  const paths = set.map((setting) => setting.slice(0, setting.indexOf('=')));
  const named = paths.find((path) => path === key || key.startsWith(`${path}.`) || path.startsWith(`${key}.`));
  return named === undefined ? undefined : `set:${named}`;
}

/** Where the runs are, for a command: nothing where that is the usual place. */
export const outWords = (runs: RunsFolder): string[] => {
  const place = relative(process.cwd(), runs.path);
  return place === 'runs' ? [] : [`--out=${place.startsWith('..') ? runs.path : place}`];
};

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { DuelError } from '../../errors.ts';
import { pathWord } from '../../files/paths.ts';
import { version } from '../../version.ts';
import { writeFileAtomic } from './atomic.ts';
import { readRunInfo } from './info.ts';
import { readRunFile, readRunJson } from './runFile.ts';

type Json = Readonly<Record<string, unknown>>;

const madeSchema = z.object({
  /** Version of the Duel that compiled them. */
  duel: z.string().max(100),
  /** What of config.json they were compiled from, and what the run has drawn by since. */
  configuration: z.record(z.string(), z.unknown()),
  /** SHA-256 of each file by its path in graphs/. */
  files: z.record(z.string().max(1000), z.string().max(64)),
});
/** What `graphs/made.of.json` holds (no player has a dot in its name): of what the graphs of a run were made, and what they are. */
export type Made = z.output<typeof madeSchema>;

/** Of a configuration, what may change while a run goes on, beside where its data lie. */
const passing = [
  'name',
  'steps',
  'scheduleSteps',
  'report',
  'snapshotEvery',
  'keep',
  'evaluation',
  'divergence',
] as const;
const places = ['source', 'domains'] as const;

const without = (json: Json, keys: readonly string[]): Json =>
  Object.fromEntries(Object.entries(json).filter(([key]) => !keys.includes(key)));

/**
 * What of a config.json is the same for as long as the run goes on: all that its graphs are compiled from and that its
 * random numbers, examples and pictures follow from.
 */
export function lasting(config: Json): Json {
  const { data, steps, scheduleSteps = steps } = config as { data: Json; steps: unknown; scheduleSteps?: unknown };
  const pairs = data.pairs as Json | undefined;
  const kept = { ...without(data, places), ...(pairs?.type === 'folders' && { pairs: { type: 'folders' } }) };
  return { ...without(config, passing), data: kept, scheduleSteps };
}

/** A config.json as a run has it, with what has changed of what may change. */
export function goneOn(known: Json, now: Json): Json {
  const [before, after] = [known.data as Json, now.data as Json];
  const moved = (after.pairs as Json | undefined)?.type === 'folders' ? [...places, 'pairs'] : places;
  const only = (json: Json, keys: readonly string[]) =>
    Object.fromEntries(Object.entries(json).filter(([key]) => keys.includes(key)));
  return {
    ...without(known, passing),
    ...only(now, passing),
    data: { ...without(before, moved), ...only(after, moved) },
  };
}

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** SHA-256 of JSON, whatever the order of its keys. */
export const hashOf = (json: unknown): string =>
  sha256(
    JSON.stringify(json, (_, value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    ),
  );

const placeOf = (directory: string) => join(directory, 'graphs', 'made.of.json');
const fix = "'duel train RUN' compiles the run's graphs again";
/** The largest model that ONNX' format holds. */
export const largestGraph = 2 ** 31 - 1;

/** What the graphs of a run were made of; undefined where it is not there or broken, as in runs of earlier versions. */
export function readMade(directory: string): Made | undefined {
  try {
    return readRunJson(placeOf(directory), madeSchema, { fix });
  } catch (error) {
    if (error instanceof DuelError && error.code === 'run/broken-file') return undefined;
    throw error;
  }
}

/** Writes down what graphs were made of, and what they are now. */
export function writeMade(directory: string, config: Json, files: readonly string[]): void {
  const hashed = files.map((name) => [name, hashOfGraph(directory, name)]);
  const made = { duel: version, configuration: lasting(config), files: Object.fromEntries(hashed) };
  writeFileAtomic(placeOf(directory), `${JSON.stringify(made, null, 2)}\n`);
}

/** SHA-256 of a file in graphs/; undefined where there is none, or what cannot be one. */
export function hashOfGraph(directory: string, name: string): string | undefined {
  try {
    const bytes = readRunFile(join(directory, 'graphs', name), { fix, limit: largestGraph });
    return bytes && sha256(bytes);
  } catch (error) {
    if (error instanceof DuelError && error.code === 'run/broken-file') return undefined;
    throw error;
  }
}

/** Whether a file in graphs/ is as it was made; also where nobody knows, as in runs of earlier versions. */
export function isGraphAsMade(directory: string, name: string, made = readMade(directory)): boolean {
  return made === undefined || (made.files[name] !== undefined && made.files[name] === hashOfGraph(directory, name));
}

/**
 * Throws where a run's config.json is not the one that it began with, or its graphs are those of another. Runs of earlier
 * versions, which do not say what they began with, are taken as they are.
 *
 * @throws DuelError `run/config-changed` or `run/other-graphs` of kind `checkpoint`, with what differs
 */
export function assertAsBegun(directory: string, config: Json): void {
  const made = readMade(directory);
  const ofGraphs = made && hashOf(made.configuration);
  const began = readRunInfo(directory)?.configuration ?? ofGraphs;
  if (began === undefined) return;
  const now = lasting(config);
  const isChanged = hashOf(now) !== began;
  if (!isChanged && (ofGraphs ?? began) === began) return;
  if (isChanged) throw configChanged(directory, made && ofGraphs === began ? differences(made.configuration, now) : []);
  throw new DuelError(
    'checkpoint',
    'run/other-graphs',
    `the graphs of this run were compiled from another configuration${listed(differences(now, made!.configuration), 'in config.json', 'in graphs/')}`,
    {
      where: join(directory, 'graphs'),
      fix: `delete that folder: duel train ${pathWord(directory)} compiles it again from config.json`,
    },
  );
}

/** What differs between two: a path as `--set` takes it, and the values of both. */
export interface Difference {
  readonly path: string;
  readonly was: unknown;
  readonly is: unknown;
}

/** Says that a run's config.json is not as the run began. */
export function configChanged(directory: string, changes: readonly Difference[]): DuelError {
  const run = pathWord(directory);
  const back = changes.slice(0, mostNamed).map(({ path, was }) => `${path} to ${shown(was)}`);
  const [first] = changes;
  const how =
    first?.path === 'scheduleSteps'
      ? `duel train ${run} --steps ${shown(first.is)}`
      : `duel train ${run} --set ${first && first.is !== undefined && typeof first.is !== 'object' ? `${first.path}=${shown(first.is)}` : 'PATH=VALUE'}`;
  return new DuelError(
    'checkpoint',
    'run/config-changed',
    `this run's config.json was changed after it began${listed(changes, 'when it began', 'now')}`,
    {
      where: join(directory, 'config.json'),
      fix: `set ${back.length > 0 ? back.join(', ') : 'it'} back${changes.length > mostNamed ? ', and so on' : ''}; what can change while a run goes on is changed by ${how}, and all else in a new run: duel train COPY.json --init ${run}`,
    },
  );
}

const mostNamed = 3;
const shown = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

function listed(all: readonly Difference[], before: string, after: string): string {
  if (all.length === 0) return '';
  const lines = all
    .slice(0, mostNamed)
    .map(({ path, was, is }) => `${path} is ${shown(was)} ${before} and ${shown(is)} ${after}`);
  const more = all.length > mostNamed ? `, and ${all.length - mostNamed} more` : '';
  return `: ${lines.join('; ')}${more}`;
}

/** Where two JSON values differ, the smallest parts that do. */
function differences(was: unknown, is: unknown, path: readonly string[] = []): Difference[] {
  const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
  if (!isObject(was) || !isObject(is) || Array.isArray(was) !== Array.isArray(is))
    return was === is ? [] : [{ path: (path[0] === 'game' ? path.slice(1) : path).join('.'), was, is }];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  // a key may be called as what every object has: toString
  const own = (object: Json, key: string) => (Object.hasOwn(object, key) ? object[key] : undefined);
  return keys.flatMap((key) => differences(own(was, key), own(is, key), [...path, key]));
}

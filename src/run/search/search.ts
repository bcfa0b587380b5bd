import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { DuelError } from '../../errors.ts';
import { makersOf } from '../../gan/index.ts';
import type { Preset } from '../../presets/preset.ts';
import { assertThreads } from '../../runtime/node/threads.ts';
import { type ConfigOptions, changedConfig, plain, type RunConfig } from '../config/config.ts';
import { makeFolder, sweepTemporary } from '../directory/atomic.ts';
import { sanitizeName } from '../directory/directory.ts';
import type { RunEvent } from '../directory/events.ts';
import { lockRun } from '../directory/lock.ts';
import { hashOf } from '../directory/made.ts';
import { dataContextOf, type TrainOptions } from '../training/options.ts';
import { resolveConfig } from '../training/resolve.ts';
import { scoreNamed } from '../training/scoring.ts';
import { type Confirmation, type Outcome, outcomeOf } from './confirmation.ts';
import { bestOf, Halving, type Job, playHalving, type Result, rungsOf } from './halving.ts';
import { drawSearch } from './picture.ts';
import {
  assertFree,
  assertSame,
  readSearch,
  type SearchFile,
  type SearchSettings,
  searchFileOf,
  writeSearch,
} from './searchFile.ts';
import { type Axis, type Drawn, drawTrials, extremesOf, parseAxis, settingsFor, usualSpace } from './space.ts';
import { type Playing, playPiece } from './trial.ts';

/** What of a training may be said for all trials. */
type Changes = Pick<
  ConfigOptions,
  | 'data'
  | 'resolution'
  | 'fit'
  | 'crop'
  | 'flip'
  | 'holdOut'
  | 'layout'
  | 'columns'
  | 'header'
  | 'range'
  | 'steps'
  | 'batch'
  | 'seed'
  | 'set'
>;

export interface SearchOptions extends Changes, Pick<TrainOptions, 'device' | 'threads' | 'signal' | 'dataContext'> {
  /** Trials, the first of which is the configuration as it is. Default 20. */
  readonly trials?: number | undefined;
  /**
   * What is searched over, `PATH=LOW..HIGH` with `:log` and `:int` behind it where these are wanted, or `PATH=A,B,C`; paths are
   * those of `set`, or `batch`. Default: the learning rates and penalties' weights, a tenth to ten times what they are, and β₁.
   */
  readonly over?: readonly string[] | undefined;
  /** The number that decides. Default `fid`, of points `klReverse`. */
  readonly metric?: string | undefined;
  /** One in so many trials goes on at the end of a rung, to so many times the steps. Default 3. */
  readonly factor?: number | undefined;
  /** Fewest steps of a trial. Default: a ninth of `steps` (by a `factor` of 3). */
  readonly minSteps?: number | undefined;
  /** Other seeds at which the best is trained again beside the configuration as it is. Default 3. */
  readonly confirm?: number | undefined;
  /** Trials at a time, which share the threads. Default 1. */
  readonly parallel?: number | undefined;
  /** The search's folder, in which its trials are runs. Default `searches/NAME`. A search that is there goes on. */
  readonly out?: string | undefined;
  readonly on?: ((event: SearchEvent) => unknown) | undefined;
}

/** What a search tells while it goes on. Trials count from 1; what confirms has a seed. */
export type SearchEvent =
  | {
      readonly type: 'start';
      readonly directory: string;
      readonly settings: SearchSettings;
      readonly trials: number;
      /** Measurements that are known from before. */
      readonly known: number;
    }
  | { readonly type: 'warning'; readonly message: string }
  | ({ readonly type: 'piece'; readonly to: number } & Who)
  | ({ readonly type: 'run'; readonly event: RunEvent } & Who)
  | ({ readonly type: 'measured'; readonly step: number; readonly value: number; readonly run: string } & Who);

/** Whose training it is: a trial's, or with a seed what confirms it or stands beside it. */
export interface Who {
  readonly trial: number;
  readonly seed?: number;
}

export interface SearchedTrial {
  readonly trial: number;
  /** The run's directory. */
  readonly run: string;
  /** Settings beside the configuration's own, as `set` and `batch` take them: `path=value`. */
  readonly settings: readonly string[];
  /** What it measured at the ends of its rungs; NaN where its numbers were finite no more. */
  readonly values: readonly { readonly step: number; readonly value: number }[];
}

export interface SearchResult {
  readonly directory: string;
  /** Its search.json. */
  readonly file: string;
  /** Its search.png; undefined where nothing was measured. */
  readonly picture: string | undefined;
  readonly status: 'finished' | 'interrupted';
  readonly settings: SearchSettings;
  /** Those that were measured, by their numbers. */
  readonly trials: readonly SearchedTrial[];
  /** The best of those that came furthest; undefined where none measured anything. */
  readonly best: SearchedTrial | undefined;
  /** The best and the configuration as it is at other seeds; undefined where they were not compared. */
  readonly confirmation: Confirmation | undefined;
  readonly outcome: Outcome;
}

/** A search that goes on, as far as it has come. */
interface Going {
  readonly what: Preset | RunConfig;
  readonly options: SearchOptions;
  readonly config: RunConfig;
  readonly settings: SearchSettings;
  readonly drawn: readonly Drawn[];
  readonly playing: Playing;
  file: SearchFile;
}

/**
 * Searches by asynchronous successive halving (Li et al. 2020): many settings are trained for a few steps, the best of them for
 * more. What is there of an earlier process is gone on with: all follows from the seed and from what was measured.
 */
export async function searchSettings(what: Preset | RunConfig, options: SearchOptions): Promise<SearchResult> {
  const { parallel = 1, factor = 3, trials = 20, confirm = 3, on } = options;
  assertThreads(options.threads);
  const over = options.over?.map(parseAxis);
  assertApart(over ?? []);
  const warn = (message: string) => on?.({ type: 'warning', message });
  const config = await trialConfig(what, options, [], (notice) => notice.type === 'warning' && warn(notice.message));
  const space = over ?? usualSpace(config);
  const by = whatDecides(config, options);
  const folder = options.out ?? join('searches', sanitizeName(config.name));
  assertFree(folder);
  const known = readSearch(folder);
  const settings: SearchSettings = {
    name: config.name,
    configuration: hashOf(plain(config)),
    over: space.map(({ text }) => text),
    seed: config.seed,
    rungs: rungsOf(config.steps, { factor, least: leastOf(config, options, factor) }),
    factor,
    ...by.shown,
    device: options.device ?? 'cpu',
    parallel,
    threads: options.threads ?? known?.settings.threads ?? Math.max(1, Math.floor(availableParallelism() / parallel)),
  };
  if (known) assertSame(folder, known.settings, settings);
  else for (const axis of space) await assertFits(axis, what, options);
  options.signal?.throwIfAborted();
  makeFolder(folder, { kind: 'usage', fix: 'name a folder that can be written with --out DIR' });
  const lock = lockRun(folder, 'searches here');
  try {
    sweepTemporary(folder);
    const going: Going = {
      what,
      options,
      config,
      settings,
      drawn: drawTrials(space, trials, config.seed),
      playing: {
        folder,
        metric: by.metric,
        by: settings.metric,
        n: settings.n,
        threads: settings.threads,
        device: options.device,
        signal: options.signal,
        dataContext: dataContextOf(options),
      },
      file: known ?? { format: 1, settings, trials: [] },
    };
    writeSearch(folder, going.file);
    const measured = going.file.trials.reduce((sum, { values }) => sum + values.length, 0);
    on?.({ type: 'start', directory: folder, settings, trials: going.drawn.length, known: measured });
    if (going.drawn.length < trials)
      warn(`this space has no more than ${going.drawn.length} trials, the configuration's own among them`);
    return await played(going, confirm);
  } finally {
    lock.release();
  }
}

async function played(going: Going, confirm: number): Promise<SearchResult> {
  const { playing, settings } = going;
  const results: Result[] = [];
  let status: SearchResult['status'] = 'finished';
  try {
    const { rungs, factor, lower, parallel } = settings;
    const halving = new Halving({ trials: going.drawn.length, rungs: rungs.length, factor, lower });
    await playHalving(
      halving,
      parallel,
      ({ rung }) => rungs[rung]! - (rungs[rung - 1] ?? 0),
      async (job) => {
        const value = await playTrial(going, job);
        results.push({ ...job, value });
        return value;
      },
    );
    for (let best = bestOf(results, lower); best && best.rung < rungs.length - 1; best = bestOf(results, lower)) {
      // of few trials perhaps none has come to the end
      const job = { trial: best.trial, rung: best.rung + 1 };
      results.push({ ...job, value: await playTrial(going, job) });
      if (Number.isNaN(results.at(-1)!.value)) break;
    }
    const best = bestOf(results, lower);
    if (best && best.trial !== 1) await confirmBest(going, best.trial, confirm);
  } catch (cause) {
    if (!playing.signal?.aborted) throw cause;
    status = 'interrupted';
  }
  const trials = going.file.trials.map((trial) => searched(trial, playing.folder));
  const best = bestOf(results, settings.lower);
  const confirmation = best && confirmationOf(going, best.trial, confirm);
  const found = {
    directory: playing.folder,
    file: searchFileOf(playing.folder),
    status,
    settings,
    trials,
    best: best && trials.find(({ trial }) => trial === best.trial),
    confirmation,
    outcome: outcomeOf(best?.trial, confirmation, settings.lower),
  };
  return { ...found, picture: await drawSearch(found) };
}

const searched = ({ run, values, ...trial }: SearchFile['trials'][number], folder: string): SearchedTrial => ({
  ...trial,
  run: join(folder, run),
  values: values.map(({ step, value }) => ({ step, value: value ?? Number.NaN })),
});

/** What a trial measures at the end of a rung; known, or trained and measured now. */
async function playTrial(going: Going, { trial, rung }: Job): Promise<number> {
  const to = going.settings.rungs[rung]!;
  const before = going.file.trials.find((one) => one.trial === trial);
  const known = before?.values.find(({ step }) => step === to);
  if (known) return known.value ?? Number.NaN;
  const { settings } = going.drawn[trial - 1]!;
  const { run, value } = await play(
    going,
    { trial },
    { name: `trial-${String(trial).padStart(3, '0')}`, to, settings },
  );
  const values = [...(before?.values ?? []), { step: to, value: Number.isNaN(value) ? null : value }];
  const others = going.file.trials.filter((one) => one.trial !== trial);
  const trials = [...others, { trial, run: basename(run), settings: [...settings], values }];
  note(going, { trials: trials.sort((a, b) => a.trial - b.trial) });
  return value;
}

async function play(
  { what, options, config, playing }: Going,
  who: Who,
  { name, to, settings, seed }: { name: string; to: number; settings: readonly string[]; seed?: number },
): Promise<{ run: string; value: number }> {
  const { on } = options;
  playing.signal?.throwIfAborted();
  on?.({ type: 'piece', ...who, to });
  const played = await playPiece(
    {
      name,
      to,
      config: () => trialConfig(what, { ...options, seed: seed ?? config.seed }, settings),
      on: (event) => on?.({ type: 'run', ...who, event }),
    },
    playing,
  );
  on?.({ type: 'measured', ...who, step: to, ...played });
  return played;
}

function note(going: Going, changes: Partial<SearchFile>): void {
  going.file = { ...going.file, ...changes };
  writeSearch(going.playing.folder, going.file);
}

/** Trains the best and the configuration as it is at other seeds. */
async function confirmBest(going: Going, trial: number, count: number): Promise<void> {
  const { config, settings, drawn } = going;
  for (let seed = config.seed + 1; seed <= config.seed + count; seed++)
    for (const which of ['own', 'best'] as const) {
      const { seeds } = confirmedOf(going, trial);
      const known = seeds.find((one) => one.seed === seed) ?? { seed };
      if (known[which] !== undefined) continue;
      const name = which === 'own' ? `own-seed-${seed}` : `best-${trial}-seed-${seed}`;
      const { value } = await play(
        going,
        { trial: which === 'own' ? 1 : trial, seed },
        { name, seed, to: settings.rungs.at(-1)!, settings: which === 'own' ? [] : drawn[trial - 1]!.settings },
      );
      const next = { ...known, [which]: Number.isNaN(value) ? null : value };
      const others = seeds.filter((one) => one.seed !== seed);
      note(going, { confirmation: { trial, seeds: [...others, next] } });
    }
}

/** What is known of the trial at other seeds; of another, the configuration as it is stays known. */
function confirmedOf({ file: { confirmation } }: Going, trial: number): NonNullable<SearchFile['confirmation']> {
  if (confirmation === undefined) return { trial, seeds: [] };
  if (confirmation.trial === trial) return confirmation;
  return { trial, seeds: confirmation.seeds.map(({ best: _, ...rest }) => rest) };
}

/** The comparison at other seeds, where all of it is there. */
function confirmationOf(going: Going, trial: number, count: number): Confirmation | undefined {
  const { file, config } = going;
  if (count === 0 || file.confirmation?.trial !== trial) return undefined;
  const seeds = file.confirmation.seeds
    .filter(({ seed }) => seed <= config.seed + count)
    .flatMap(({ seed, own, best }) =>
      own === undefined || best === undefined ? [] : [{ seed, own: own ?? Number.NaN, best: best ?? Number.NaN }],
    );
  return seeds.length === count ? { trial, seeds } : undefined;
}

/** The configuration of a trial, all steps long. */
function trialConfig(
  what: Preset | RunConfig,
  { signal, dataContext, device, ...options }: SearchOptions,
  settings: readonly string[],
  tell?: Parameters<typeof resolveConfig>[3],
): Promise<RunConfig> {
  const { data, resolution, fit, crop, flip, holdOut, layout, columns, header, range, steps, seed } = options;
  const batch = settings.find((setting) => setting.startsWith('batch='))?.slice('batch='.length);
  const changes = {
    ...{ data, resolution, fit, crop, flip, holdOut, layout, columns, header, range, steps, seed },
    batch: batch === undefined ? options.batch : Number(batch),
    set: [...(options.set ?? []), ...settings.filter((setting) => !setting.startsWith('batch='))],
  };
  return resolveConfig(what, changes, dataContextOf({ signal, dataContext }), tell, device);
}

/** The metric, and what of it decides. */
function whatDecides(config: RunConfig, { metric: named }: SearchOptions) {
  if (makersOf(config.game).length === 0)
    throw new DuelError(
      'usage',
      'search/no-generator',
      `${config.name} makes no samples that trials could be compared by`,
      {
        where: config.name,
        fix: "search over a preset that makes samples of latents: 'duel presets' lists them",
      },
    );
  const { by, n } = changedConfig(config, { evalEvery: 1, bestBy: named }).evaluation!;
  const { metric, lower } = scoreNamed(by, `--metric ${by}`);
  return { metric, shown: { metric: by, lower, n } };
}

function leastOf({ steps }: RunConfig, { minSteps }: SearchOptions, factor: number): number {
  if (minSteps === undefined) return Math.max(1, Math.round(steps / factor ** 2));
  if (minSteps <= steps) return minSteps;
  throw new DuelError('usage', 'search/min-steps', `a trial has ${steps} steps, which is less than its fewest`, {
    where: `--min-steps ${minSteps}`,
    fix: `--min-steps ${Math.max(1, Math.round(steps / factor ** 2))}, or more --steps`,
  });
}

/** Throws where two axes have a setting in common. */
function assertApart(space: readonly Axis[]): void {
  const paths = space.flatMap((axis) => axis.paths);
  const twice = paths.find((path, i) => paths.indexOf(path) !== i);
  if (twice === undefined) return;
  throw new DuelError('usage', 'search/twice', `'${twice}' is searched over twice`, {
    where: `--over ${twice}`,
    fix: 'leave one of them out',
  });
}

/** Throws where a configuration with an end of the axis, or one of its choices, could not be trained. */
async function assertFits(axis: Axis, what: Preset | RunConfig, options: SearchOptions): Promise<void> {
  for (const value of extremesOf(axis)) {
    try {
      await trialConfig(what, options, settingsFor(axis, value));
    } catch (cause) {
      if (!(cause instanceof DuelError)) throw cause;
      const { kind, code, message, where, fix } = cause;
      const at = where?.startsWith('--set') ? where.replace('--set', '--over') : where;
      throw new DuelError(kind, code, message, { where: at ?? `--over '${axis.text}', ${value}`, fix, cause });
    }
  }
}

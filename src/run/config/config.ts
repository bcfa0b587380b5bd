import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Layout, layouts } from '../../data/arrays/layouts.ts';
import type { Dataset } from '../../data/dataset.ts';
import type { DataRequest } from '../../data/index.ts';
import { pairsSchema } from '../../data/pairs/pairs.ts';
import { fullWhite } from '../../data/pictures/sixteen-bits.ts';
import type { Resolution } from '../../data/resolution.ts';
import type { Scaling, ValueRange } from '../../data/scaling.ts';
import { DuelError } from '../../errors.ts';
import {
  type DataShape,
  drawSchema,
  drawsOf,
  type GameSpec,
  gameSchema,
  gameStagesOf,
  makersOf,
  playersOf,
  withBatch,
} from '../../gan/index.ts';
import { describe, nameSchema } from '../../nn/index.ts';
import { problemOf } from '../../nn/problems.ts';
import * as kinds from '../../options/kinds.ts';
import type { Length, Preset } from '../../presets/preset.ts';
import { writeFileAtomic } from '../directory/atomic.ts';
import { assertFormat } from '../directory/format.ts';
import { assertAsBegun, goneOn } from '../directory/made.ts';
import { readRunJson } from '../directory/runFile.ts';
import { divergenceOf, divergenceSchema } from './divergence.ts';
import { presetSettings } from './presetSettings.ts';
import { scalingSchema } from './scalingSchema.ts';
import { applySettings } from './settings.ts';
import { type SourceOptions, sourcesOf } from './sources.ts';

const positive = z.int().positive();
const white = positive.max(fullWhite);
const size = z.union([positive, z.tuple([positive, positive]).readonly()]);

const stagesSchema = z
  .array(
    z.strictObject({
      /** Steps of the run that are done when it ends. */
      until: positive,
      game: gameSchema,
      /** Height and width that pictures are averaged down to, which divide those of the data. Default: as the data are. */
      resolution: size.optional(),
    }),
  )
  .min(1)
  .refine((stages) => stages.every(({ until }, i) => until > (stages[i - 1]?.until ?? 0)), {
    error: 'each stage ends after the one before it',
  })
  .refine((stages) => stages.every(({ game }) => !gameStagesOf(game, 1)), {
    error: 'a game that grows has stages of its own, and cannot be one',
  })
  .readonly();

/** A run's configuration with nothing left open: what config.json holds, enough to train it again. */
export const configSchema = z
  .strictObject({
    /** Name of the preset or file that it came from. */
    name: z.string().min(1),
    data: z.strictObject({
      /** A data set's name or an absolute path. */
      source: z.string().min(1),
      /** What the ends of the data's scale are mapped to, a byte's 0 and 255. */
      range: z.tuple([z.number(), z.number()]).readonly(),
      /** Height and width, or one number for both. */
      resolution: size.optional(),
      fit: z.enum(['crop', 'pad', 'stretch']).optional(),
      /** Pictures of `resolution` are cut to this size, at random in training. */
      crop: size.optional(),
      /** Half of them are mirrored left to right in training. */
      flip: z.boolean().optional(),
      /** How an input belongs to each picture, which is the target. */
      pairs: pairsSchema.optional(),
      /** The sources of several domains; `source` is that of the first. */
      domains: z.record(nameSchema, z.string().min(1)).optional(),
      /** The share that is not learnt from, where the source has no test split. */
      holdOut: z.number().gt(0).lt(1).optional(),
      /** What the classes are, where not those of the data: by how much each picture was turned. */
      labels: z.literal('rotation').optional(),
      channels: z.union([z.literal(1), z.literal(3)]).optional(),
      seed: z.int().nonnegative().optional(),
      /** The rules by which a path is read. Absent in runs that began when there was only the first. */
      reading: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).optional(),
      /** What is white in pictures of 16 bits, of each part of pairs or each domain where these have some. */
      white: z.union([white, z.record(nameSchema, white)]).optional(),
      /** Which axis of an array is which. */
      layout: z.enum(layouts).optional(),
      /** The columns of a table that are trained on, by their names. */
      columns: z.array(z.string()).min(1).readonly().optional(),
      /** False where a table's first line is a row. */
      header: z.boolean().optional(),
      /** How the values of arrays and tables become those that are trained on. */
      scaling: scalingSchema.optional(),
    }),
    game: gameSchema,
    /**
     * What is played before `game`, in order, each from where the one before it ends. State is carried over by name and
     * shape; what is new begins as before the first step. Absent: `game` is all that is played.
     */
    stages: stagesSchema.optional(),
    draw: drawSchema,
    /** Examples of G's batch that are computed at once; the batch is done in parts of this size. Default: all. */
    microbatch: positive.optional(),
    /** Reports the length of each player's gradient, before its optimizer clips it. */
    gradientNorms: z.boolean().optional(),
    /** Every random number follows from it. */
    seed: z.int().nonnegative(),
    /** Total number of steps. */
    steps: positive,
    /** Steps over which schedules go that have no length of their own, where the run has gone beyond. Default: `steps`. */
    scheduleSteps: positive.optional(),
    /** Steps between reports, and whether these are means or the values at that step. */
    report: z.strictObject({ every: positive, as: z.enum(['values', 'means']) }),
    /** Steps between pictures, each with a checkpoint. */
    snapshotEvery: positive,
    /** Newest checkpoints that stay; the best stays always. */
    keep: positive,
    monitor: z.strictObject({ rows: positive, columns: positive }),
    /** How checkpoints are compared while it trains. Absent: they are not. */
    evaluation: z
      .strictObject({
        /** Steps between evaluations, each with a snapshot. */
        every: positive,
        /** The number by which a checkpoint is the best. */
        by: z.string().min(1).max(100),
        /** Samples, and real examples beside them. */
        n: positive,
        /** Evaluations in a row that bring nothing better before the training ends. Absent: it goes on to its last step. */
        patience: positive.optional(),
      })
      .optional(),
    /** What becomes of a training whose numbers are finite no more. Absent: it ends. */
    divergence: divergenceSchema.optional(),
  })
  .refine(({ game, stages }) => !stages || !gameStagesOf(game, 1), {
    error: 'a game that grows has stages of its own: leave these out, or growing',
    path: ['stages'],
  });
export type RunConfig = z.output<typeof configSchema>;

/** What a person may change about a preset. */
export interface ConfigOptions extends SourceOptions {
  readonly resolution?: Resolution | undefined;
  readonly fit?: 'crop' | 'pad' | 'stretch' | undefined;
  /** Size that pictures of `resolution` are cut to, at random. */
  readonly crop?: Resolution | undefined;
  readonly flip?: boolean | undefined;
  /** Share of the pictures that is not learnt from. */
  readonly holdOut?: number | undefined;
  readonly layout?: Layout | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly header?: boolean | undefined;
  /** What the data's own values are taken to span. */
  readonly range?: ValueRange | undefined;
  readonly steps?: number | undefined;
  readonly batch?: number | undefined;
  readonly microbatch?: number | undefined;
  /** Reports the length of each player's gradient at every step. */
  readonly gradientNorms?: boolean | undefined;
  readonly seed?: number | undefined;
  readonly snapshotEvery?: number | undefined;
  readonly keep?: number | undefined;
  /**
   * Steps between evaluations of its samples, by which the best checkpoint is found; `auto`: as many evaluations as add a
   * twentieth to the training's time on a CPU.
   */
  readonly evalEvery?: number | 'auto' | undefined;
  /** The number that decides, `fid` for example. */
  readonly bestBy?: string | undefined;
  /** Evaluations in a row without anything better that end the training. */
  readonly patience?: number | undefined;
  /**
   * What becomes of a training whose numbers are finite no more: `stop` (the default), `rollback` to the last snapshot, at
   * most three times, or `rollback:0.5`, with learning rates that are multiplied by 0.5 each time.
   */
  readonly onDivergence?: string | undefined;
  /** Keeps the first layers with parameters of a player as they begin: `discriminator:4` (Mo et al. 2020). */
  readonly freeze?: readonly string[] | undefined;
  /** `path=value` pairs; see `applySettings`. */
  readonly set?: readonly string[] | undefined;
}

export const configKinds: kinds.OptionKinds<ConfigOptions> = {
  data: kinds.text,
  resolution: kinds.resolution,
  fit: kinds.oneOf(['crop', 'pad', 'stretch']),
  crop: kinds.resolution,
  flip: kinds.flag,
  pairs: {
    takes: "a way of having pairs, such as 'down:4'",
    fits: (value) => (typeof value === 'string' && value !== '') || pairsSchema.safeParse(value).success,
  },
  input: kinds.text,
  target: kinds.text,
  domainA: kinds.text,
  domainB: kinds.text,
  holdOut: kinds.number(0.001, 0.9),
  layout: kinds.oneOf(layouts),
  range: kinds.range,
  columns: kinds.texts('x'),
  header: kinds.flag,
  steps: kinds.whole(),
  batch: kinds.whole(),
  microbatch: kinds.whole(),
  gradientNorms: kinds.flag,
  seed: kinds.whole(0),
  snapshotEvery: kinds.whole(),
  keep: kinds.whole(),
  evalEvery: kinds.wholeOr('auto'),
  bestBy: kinds.text,
  patience: kinds.whole(),
  onDivergence: kinds.text,
  freeze: kinds.texts('discriminator:4'),
  set: kinds.texts('loss=hinge'),
};

/** A configuration from JSON. Throws a DuelError that names the key. */
export function parseConfig(json: unknown, where: string): RunConfig {
  const parsed = configSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { message, path, fix } = problemOf(parsed.error, json, configSchema);
  throw new DuelError('usage', 'config/invalid', message, {
    where: `${where}: ${path.join('.') || '(top level)'}`,
    fix: fix ?? "'duel presets' lists configurations that work; 'duel train PRESET --dry-run' prints one",
  });
}

/**
 * The configuration of a run. Throws `run/broken-file` with the key that does not fit, `run/later-format` where a later
 * Duel wrote it, and `run/config-changed` where it is not the one that the run began with.
 */
export function readConfig(directory: string): RunConfig {
  const config = readParsed(directory, configSchema as z.ZodType<RunConfig>);
  assertAsBegun(directory, configJson(directory));
  return config;
}

/** A run's config.json as it stands there. */
export const configJson = (directory: string): Readonly<Record<string, unknown>> =>
  readParsed(directory, z.record(z.string(), z.unknown()));

function readParsed<T>(directory: string, schema: z.ZodType<T>): T {
  assertFormat(directory);
  const path = join(directory, 'config.json');
  const content = readRunJson(path, schema, {
    fix: "get the run again from where it came from, or start a new one: 'duel train PRESET'",
  });
  if (content !== undefined) return content;
  throw new DuelError(
    'checkpoint',
    'run/no-config',
    existsSync(directory) ? 'this run has no config.json' : 'there is no such run',
    {
      where: path,
      fix: "start a new run with 'duel train PRESET'",
    },
  );
}

/** Writes a run's config.json. */
export const writeConfig = (directory: string, config: RunConfig): void => writeJson(directory, plain(config));

/** Writes the config.json of a run that goes on: what may change, and all else as it stands there. */
export const goOnWith = (directory: string, config: RunConfig): void =>
  writeJson(directory, goneOn(configJson(directory), plain(config)));

const writeJson = (directory: string, json: unknown): void =>
  writeFileAtomic(join(directory, 'config.json'), `${JSON.stringify(json, null, 2)}\n`);

/** The data of a configuration, as data sets are opened. */
export function dataRequest({ range: _, reading = 1, ...request }: RunConfig['data']): DataRequest {
  return { ...request, reading } as DataRequest;
}

/** The data that a preset asks for, with a person's changes. */
export function dataConfig(preset: Preset, options: ConfigOptions): RunConfig['data'] {
  const { source = preset.data.source, pairs = preset.data.pairs, domains } = sourcesOf(options);
  if (source === undefined)
    throw new DuelError('usage', 'config/no-data', `${preset.name} needs data of yours`, {
      fix: preset.data.domains
        ? `duel train ${preset.name} --domain-a DIR|zip --domain-b DIR|zip`
        : `duel train ${preset.name} --data DIR|zip|file --resolution N`,
    });
  const { resolution, fit, channels, range } = preset.data;
  const { layout, columns, header } = options;
  const size = options.resolution ?? resolution;
  const chosen = {
    resolution: size,
    fit: options.fit ?? fit,
    channels,
    crop: options.crop,
    flip: options.flip ?? preset.data.flip,
    pairs: domains ? undefined : pairs,
    domains,
    holdOut: options.holdOut ?? preset.data.holdOut,
    layout,
    columns,
    header,
    scaling: scalingOf(options),
  };
  const set = Object.fromEntries(Object.entries(chosen).filter(([, v]) => v !== undefined));
  return { source, range, ...set };
}

/** The options with layers that are frozen, `discriminator:4`, as the settings that they are. */
export function withFrozen({ freeze = [], ...options }: ConfigOptions): ConfigOptions {
  const settings = freeze.map((text) => {
    const [, player, layers] = /^([\w-]+):(\d+)$/.exec(text) ?? [];
    if (player !== undefined) return `${player}.freeze=${layers}`;
    throw new DuelError('usage', 'config/freeze', `'${text}' names no layers of a player`, {
      where: `--freeze ${text}`,
      fix: '--freeze discriminator:4 keeps its first four layers that have parameters',
    });
  });
  return { ...options, set: [...(options.set ?? []), ...settings] };
}

/** The scaling that a person asks for; undefined where it follows from the data. */
const scalingOf = ({ range }: ConfigOptions): Scaling | undefined =>
  range && { type: 'range', low: range[0], high: range[1] };

/** A configuration with a person's changes. */
export function changedConfig(config: RunConfig, options: ConfigOptions): RunConfig {
  const { resolution, fit, crop, flip, holdOut, layout, columns, header, batch, set, ...numbers } = options;
  const { microbatch, gradientNorms, seed, steps, snapshotEvery, keep } = numbers;
  const { source, pairs, domains } = sourcesOf(options);
  const given = (values: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined));
  const changed = {
    ...config,
    data: {
      ...dataOf(config, source),
      ...given({ source, pairs, domains, resolution, fit, crop, flip, holdOut }),
      ...given({ layout, columns, header, scaling: scalingOf(options) }),
    },
    ...gamesWith(config, (game) => (batch === undefined ? game : withBatch(game, batch))),
    ...given({
      microbatch,
      gradientNorms,
      seed,
      steps,
      snapshotEvery,
      keep,
      evaluation: evaluationOf(options, config.game, config.evaluation),
    }),
    ...(options.onDivergence !== undefined && { divergence: divergenceOf(options.onDivergence) }),
  };
  const parsed = parseConfig(applySettings(configSchema, plain(changed), set ?? []), config.name);
  return withMoves(parsed, changed);
}

/** Whether what a game makes are pictures, [n, height, width, channels]. */
export function makesPictures(game: GameSpec): boolean {
  const [maker] = makersOf(game);
  return maker !== undefined && describe(playersOf(game)[maker]!.network).outputShape.length === 4;
}

/** Samples for which an evaluation takes little of a training's time. */
const evaluated = { pictures: 2000, points: 2500 };

/** How checkpoints are compared, of what a person asks for and what was asked before. */
function evaluationOf(
  { evalEvery, bestBy, patience }: Pick<ConfigOptions, 'evalEvery' | 'bestBy' | 'patience'>,
  game: GameSpec,
  before?: RunConfig['evaluation'],
): RunConfig['evaluation'] {
  // `auto` is put in place where the training step is known, see `withAffordable`
  const every = evalEvery === 'auto' ? (before?.every ?? 1) : (evalEvery ?? before?.every);
  if (every === undefined) {
    const where = bestBy === undefined ? '--patience' : '--best-by';
    if (bestBy === undefined && patience === undefined) return undefined;
    throw new DuelError('usage', 'config/no-evaluations', 'nothing is evaluated that this could go by', {
      where,
      fix: 'say how often: --eval-every auto',
    });
  }
  const most = patience ?? before?.patience;
  const isPicture = makesPictures(game);
  return {
    every,
    by: bestBy ?? before?.by ?? (isPicture ? 'fid' : 'klReverse'),
    n: before?.n ?? (isPicture ? evaluated.pictures : evaluated.points),
    ...(most !== undefined && { patience: most }),
  };
}

type Games = Pick<RunConfig, 'game' | 'stages'>;

/** What is played, each game changed. */
const gamesWith = ({ game, stages }: Games, change: (game: GameSpec, stage?: number) => GameSpec): Games => ({
  game: change(game),
  ...(stages && { stages: stages.map((stage, i) => ({ ...stage, game: change(stage.game, i) })) }),
});

/** The data of a configuration; how those were read and scaled means nothing to others. */
function dataOf({ data }: RunConfig, other: string | undefined): Partial<RunConfig['data']> {
  if (other === undefined) return data;
  const { scaling: _, layout: __, columns: ___, header: ____, white: _____, ...kept } = data;
  return kept;
}

/** Moves that are code stay beside the JSON. */
const withMoves = (config: RunConfig, { game, stages }: Games): RunConfig => ({
  ...config,
  ...gamesWith(config, (parsed, stage) => {
    const code = stage === undefined ? game : stages?.[stage]?.game;
    return code && 'moves' in code ? ({ ...code, ...parsed } as GameSpec) : parsed;
  }),
});

type Facts = Pick<Dataset, 'shape' | 'classes' | 'parts' | 'domains'>;

/** What a game is built for: the shapes of data as they were opened. */
export function shapesOf({ shape, classes, parts, domains }: Facts): DataShape {
  const each = <T, R>(record: Readonly<Record<string, T>>, of: (value: T) => R) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, of(value)]));
  return {
    shape,
    classCount: classes.length,
    ...(parts && { parts: each(parts, (part) => part.shape) }),
    ...(domains && { domains: each(domains, shapesOf) }),
  };
}

const stepsIn = (length: Length, stepsPerEpoch: number) =>
  'steps' in length ? length.steps : length.epochs * stepsPerEpoch;

/** A preset's configuration for data of this shape, with a person's changes. */
export function presetConfig(
  preset: Preset,
  data: RunConfig['data'],
  dataset: Facts & Pick<Dataset, 'count'>,
  options: ConfigOptions,
): RunConfig {
  const { own, others } = presetSettings(preset, options.set ?? []);
  const made = preset.game(shapesOf(dataset), own);
  const game = options.batch === undefined ? made : withBatch(made, options.batch);
  const stepsPerEpoch = Math.max(1, Math.floor(dataset.count / drawsOf(game)));
  const evaluation = evaluationOf(options, game);
  const steps = options.steps ?? stepsIn(preset.length, stepsPerEpoch);
  const config = {
    name: preset.name,
    data,
    game,
    draw: preset.draw,
    ...microbatchOf(preset, options),
    ...(options.gradientNorms && { gradientNorms: true }),
    seed: options.seed ?? 0,
    steps,
    report: { every: stepsIn(preset.report, stepsPerEpoch), as: preset.report.as },
    snapshotEvery: options.snapshotEvery ?? Math.min(steps, stepsIn(preset.snapshot, stepsPerEpoch)),
    keep: options.keep ?? 3,
    monitor: preset.monitor,
    ...(evaluation && { evaluation }),
    ...(options.onDivergence !== undefined && { divergence: divergenceOf(options.onDivergence) }),
  };
  return withMoves(
    parseConfig(
      applySettings(configSchema, plain(config), others, Object.keys(preset.options?.shape ?? {})),
      preset.name,
    ),
    { game },
  );
}

/** What a person asks for; else the preset's own, unless another batch was asked for. */
function microbatchOf(preset: Preset, options: ConfigOptions): { microbatch?: number } {
  const microbatch = options.microbatch ?? (options.batch === undefined ? preset.microbatch : undefined);
  return microbatch === undefined ? {} : { microbatch };
}

/** The configuration as JSON has it: no undefined, and no code, which is what a custom game's moves are. */
export const plain = (config: unknown): Record<string, unknown> =>
  JSON.parse(JSON.stringify(config, (key, value) => (key === 'moves' ? undefined : value)));

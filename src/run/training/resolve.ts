import { resolve } from 'node:path';
import type { Dataset } from '../../data/dataset.ts';
import type { Foresee } from '../../data/foreseen.ts';
import { type DataContext, findDataset, findDomains, newestReading, openDataset } from '../../data/index.ts';
import { keptWhite } from '../../data/pictures/white.ts';
import { reducedFacts } from '../../data/reduced.ts';
import { DuelError } from '../../errors.ts';
import { assertMemory, type MemoryPart, memoryWarning } from '../../files/memory.ts';
import { classCountOf, type StepGraph, warningsOf } from '../../gan/index.ts';
import type { Preset } from '../../presets/preset.ts';
import type { DeviceKind } from '../../runtime/engine.ts';
import {
  type ConfigOptions,
  changedConfig,
  dataConfig,
  dataRequest,
  presetConfig,
  type RunConfig,
  shapesOf,
  withFrozen,
} from '../config/config.ts';
import { sourcesOf } from '../config/sources.ts';
import { type StageConfig, stageAt, stagesOf } from '../config/stages.ts';
import type { RunEvent } from '../directory/events.ts';
import { withAffordable } from './affordable.ts';
import { chooseResolution } from './chooseResolution.ts';
import { mostOf, partsBefore, partsOf, partsToGoOn } from './memory.ts';
import { microbatchWarnings, trainingStep } from './microbatch.ts';
import { reachWarnings } from './reach.ts';

/** What is said before a training begins. */
export type Notice = Extract<RunEvent, { type: 'data' | 'warning' }>;

/**
 * A preset's configuration, or a whole one, with a person's changes. Opens the data to see their shape, and builds the
 * training step to see that the networks fit them and that it fits the memory. `tell` hears at once of a resolution that
 * nobody asked for, and of a training that will hardly fit.
 *
 * @param device where it is to compute; a GPU has memory of its own
 */
export async function resolveConfig(
  what: Preset | RunConfig,
  given: ConfigOptions,
  context: DataContext = {},
  tell: (notice: Notice) => void = () => {},
  device: DeviceKind = 'cpu',
): Promise<RunConfig> {
  const options = await withDomains(what, withFrozen(given), context);
  const config = 'seed' in what ? changedConfig(what, options) : undefined;
  const asked = config?.data ?? dataConfig(what as Preset, options);
  const isNew = config === undefined || sourcesOf(options).source !== undefined;
  const named = placed(isNew ? { ...asked, reading: newestReading } : asked);
  const chosen = config ? undefined : await chooseResolution(what as Preset, named, context);
  if (chosen) tell({ type: 'data', step: 0, found: [chosen.why] });
  const data = { ...named, ...(chosen && { resolution: chosen.resolution }) };
  const configFor = (taken: Dataset): RunConfig => {
    const found = keptOf(data, taken);
    return config ? { ...config, data: found } : presetConfig(what as Preset, found, taken, options);
  };
  const foresee = onlyFirst((dataset) => checkFit(configFor(dataset), dataset, device));
  const dataset = await openDataset(dataRequest(data), { ...context, foresee });
  try {
    assertMeant(options, dataset);
    return fitting(dataset, data, (taken) => {
      const resolved = configFor(taken);
      const warning = memoryWarning(work, checkFit(resolved, taken, device));
      if (warning !== undefined) tell({ type: 'warning', message: warning });
      return withAffordable(resolved, options, shapesOf(taken));
    });
  } finally {
    await dataset.close();
  }
}

/** Names the two folders of `data` where a game of two domains is given one folder and nothing else. */
async function withDomains(
  what: Preset | RunConfig,
  options: ConfigOptions,
  context: DataContext,
): Promise<ConfigOptions> {
  const { data, domainA, domainB, input, target, pairs } = options;
  const isNamed = [domainA, domainB, input, target, pairs].some((one) => one !== undefined);
  if (data === undefined || isNamed || 'seed' in what || !what.data.domains) return options;
  const found = await findDomains(data, context);
  return found ? { ...options, domainA: found[0], domainB: found[1] } : options;
}

/** The data of a configuration with what they were taken for, which a run keeps. */
function keptOf({ scaling: _, ...data }: RunConfig['data'], dataset: Dataset): RunConfig['data'] {
  const { layout, scaling, columns } = dataset;
  const white = keptWhite(dataset);
  return {
    ...data,
    ...(white !== undefined && { white }),
    ...(layout !== undefined && { layout }),
    ...(scaling !== undefined && { scaling }),
    ...(columns !== undefined && { columns }),
  };
}

/** What suits the data as they were read; numbers with two axes may be series or grey pictures, and what suits decides. */
function fitting<T>(dataset: Dataset, { layout }: RunConfig['data'], take: (dataset: Dataset) => T): T {
  try {
    return take(dataset);
  } catch (cause) {
    if (layout !== undefined || dataset.layout !== 'ntc' || !(cause instanceof DuelError)) throw cause;
    try {
      return take({ ...dataset, layout: 'nhwc', shape: [...dataset.shape, 1] });
    } catch (other) {
      throw cause.code === 'preset/no-pictures' ? other : cause;
    }
  }
}

/** Throws where a person says of the data what means nothing for them. */
function assertMeant({ layout, range, columns, header, set = [] }: ConfigOptions, dataset: Dataset): void {
  const { scaling } = dataset;
  const refuse = (flag: string, message: string, fix: string) =>
    new DuelError('usage', 'config/means-nothing', message, { where: flag, fix });
  if (layout !== undefined && dataset.layout === undefined)
    throw refuse(
      `--layout ${layout}`,
      `--layout says which axis of an .npy array is which, and ${dataset.name} is none`,
      'leave --layout out',
    );
  if ((columns !== undefined || header !== undefined) && dataset.columnFacts === undefined)
    throw refuse(
      columns === undefined ? '--no-header' : `--columns ${columns}`,
      `${dataset.name} is no table, which alone has columns`,
      'leave it out',
    );
  const white = keptWhite(dataset);
  if (range !== undefined && white !== undefined) {
    const isSaid = [white].flatMap((one) => (typeof one === 'object' ? Object.values(one) : one)).includes(range[1]);
    if (range[0] === 0 && isSaid) return;
    throw refuse(
      `--range ${range}`,
      'in pictures of 16 bits 0 is black, and white is 65,535 at most',
      '--range 0,4095',
    );
  }
  if (range !== undefined && scaling === undefined)
    throw refuse(
      `--range ${range}`,
      `--range says what the values of arrays span; ${dataset.kind === 'uint8' ? 'bytes of pictures are 0 … 255' : 'drawn points stay as they are'}`,
      'leave --range out',
    );
  if (dataset.kind === 'float32' && scaling?.type !== 'range' && set.some((setting) => /^data\.range\b/.test(setting)))
    throw refuse(
      'data.range',
      'data.range means nothing for these data, whose values are not brought to a range',
      scaling === undefined
        ? 'leave it out'
        : 'add --range LOW,HIGH, what the columns span, to bring that to data.range',
    );
}

/** Data as a run names them wherever it is continued from: by an absolute path, or a name, which needs no rules of reading. */
function placed({ reading, ...data }: RunConfig['data']): RunConfig['data'] {
  const isNamed = findDataset(data.source) !== undefined && !data.domains;
  return { ...data, ...absolute(data), ...(!isNamed && reading !== undefined && { reading }) };
}

/** Where data are, from wherever it is asked: names of data sets as they are, paths absolute. */
export function absolute({ source, domains }: Partial<Pick<RunConfig['data'], 'source' | 'domains'>>) {
  const place = (name: string) => (findDataset(name) ? name : resolve(name));
  return {
    ...(source !== undefined && { source: place(source) }),
    ...(domains && { domains: Object.fromEntries(Object.entries(domains).map(([k, name]) => [k, place(name)])) }),
  };
}

const work = 'this training';

type Facts = Pick<Dataset, 'shape' | 'classes' | 'parts' | 'domains'>;

/**
 * Throws where the networks or the memory do not fit the data in any of the stages, before anything is written; gives what
 * the one takes that takes most.
 */
function checkFit(config: RunConfig, dataset: Facts, device: DeviceKind): readonly MemoryPart[] {
  return mostOf(stagesOf(config).map((stage) => checkStage(stage, dataset, device)));
}

/** The same of a run that goes on, on a machine that need not be the one that it began on; gives what to warn of. */
export function checkGoingOn(directory: string, config: RunConfig, device: DeviceKind): string | undefined {
  const parts = partsToGoOn(directory, config, device);
  assertMemory(work, parts);
  return memoryWarning(work, parts);
}

function checkStage(config: StageConfig, whole: Facts, device: DeviceKind): MemoryPart[] {
  const { number, of, size } = config.stage;
  const dataset = size === undefined ? whole : reducedFacts(whole, size);
  const { shape, classes } = dataset;
  const wanted = classCountOf(config.game);
  if (wanted !== undefined && classes.length > 0 && classes.length !== wanted)
    throw new DuelError(
      'usage',
      'config/classes',
      `the networks of this game are for ${wanted} classes, and these data have ${classes.length}`,
      {
        where: config.data.source,
        fix: `take data of ${wanted} classes, or train the preset on these: presets build their networks for the classes that they find`,
      },
    );
  // a step can be so large that building its graph would not end
  assertMemory(work, partsBefore(config, shape));
  let step: StepGraph | undefined;
  try {
    step = trainingStep(config, shapesOf(dataset));
  } catch (cause) {
    if (!(cause instanceof DuelError) || cause.code === 'config/microbatch') throw cause;
    throw new DuelError(
      'usage',
      'config/misfit',
      `this game cannot be played on examples [${shape}]: ${cause.message}`,
      {
        where: of > 1 ? [`stage ${number}`, cause.where].filter(Boolean).join(': ') : cause.where,
        fix: cause.fix ?? 'choose other data, or bring them to the shape that the networks take with --resolution',
        cause,
      },
    );
  }
  if (!step)
    throw new DuelError(
      'usage',
      'run/no-moves',
      'the moves of this game are code, which a configuration does not hold',
      { fix: 'train from the file that defines it, or go on with the run by its directory' },
    );
  const parts = partsOf(config, step, shape, device);
  assertMemory(work, parts);
  return parts;
}

/** Has the first of what is foreseen checked before it is decoded. */
function onlyFirst(check: (dataset: Dataset) => void): Foresee {
  let isFirst = true;
  return (dataset, isExact) => {
    if (!isFirst) return;
    isFirst = false;
    try {
      check(dataset);
    } catch (cause) {
      // of one that stands for several, all else is said when these are known
      if (isExact || (cause instanceof DuelError && cause.code === 'device/memory')) throw cause;
    }
  };
}

/** What a person should know of a configuration before it is trained. */
export function warningsFor(config: RunConfig): string[] {
  return [
    ...warningsOf(config.game).map(({ message, why }) => `${message}: ${why}`),
    ...stageWarnings(config),
    ...reachWarnings(config),
    ...microbatchWarnings(config),
  ];
}

/** Says where a run ends before its last stage. */
function stageWarnings(config: RunConfig): string[] {
  const last = stagesOf(config).at(-1)!.stage;
  if (config.steps > last.from) return [];
  const { number, about = `stage ${number}` } = stageAt(config, config.steps).stage;
  const [steps, from] = [config.steps, last.from].map((n) => n.toLocaleString('en-US'));
  return [
    `${steps} steps end in stage ${number} of ${last.of} (${about}): the last begins after ${from}; take more --steps, or shorter stages`,
  ];
}

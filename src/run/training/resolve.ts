import type { Dataset } from '../../data/dataset.ts';
import type { Foresee } from '../../data/foreseen.ts';
import { type DataContext, openDataset } from '../../data/index.ts';
import { reducedFacts } from '../../data/reduced.ts';
import { DuelError } from '../../errors.ts';
import { assertMemory, type MemoryPart, memoryWarning } from '../../files/memory.ts';
import { classCountOf, type StepGraph, warningsOf } from '../../gan/index.ts';
import type { Preset } from '../../presets/preset.ts';
import type { DeviceKind } from '../../runtime/engine.ts';
import { type ConfigOptions, dataRequest, type RunConfig, shapesOf } from '../config/config.ts';
import { type StageConfig, stageAt, stagesOf } from '../config/stages.ts';
import type { RunEvent } from '../directory/events.ts';
import { withAffordable } from './affordable.ts';
import { askedData, assertMeant, fitting } from './askedData.ts';
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
  const { options, data, why, configFor } = await askedData(what, given, context);
  if (why !== undefined) tell({ type: 'data', step: 0, found: [why] });
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

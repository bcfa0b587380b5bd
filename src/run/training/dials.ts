import { isDeepStrictEqual } from 'node:util';
import { DuelError } from '../../errors.ts';
import {
  changedDialAt,
  classCountOf,
  type DataShape,
  type DialValue,
  type ExamplesPort,
  playersOf,
  type StepDescription,
  type StepGraph,
} from '../../gan/index.ts';
import { sameGraph } from '../../tensor/index.ts';
import { changedConfig, plain, type RunConfig, readConfig } from '../config/config.ts';
import { type StageConfig, stagesOf } from '../config/stages.ts';
import { type DialsChange, readDials } from '../directory/dials.ts';
import type { RunEvent } from '../directory/events.ts';
import { readStepDescription } from '../directory/graphs.ts';
import { readRunInfo } from '../directory/info.ts';
import { trainingStep } from './microbatch.ts';

/** Values by the names of dials. */
type Values = Readonly<Record<string, DialValue>>;

/** A run's configuration as it holds now: config.json with all that was changed since. */
export const currentConfig = (directory: string): RunConfig =>
  changedConfig(readConfig(directory), { set: readDials(directory).flatMap(({ set }) => set) });

/** What settings change of a run that goes on. */
export interface Turned {
  readonly values: Values;
  /** How it reports from now on, which no step depends on. */
  readonly report: RunConfig['report'];
}

/**
 * What `path=value` settings change of a run that goes on. Its step is compiled, so only what enters it anew each time can
 * change: learning rates, weights, decays.
 *
 * @throws DuelError `run/no-dial` with the first setting that would want another step, and why
 */
export function turnedBy(directory: string, settings: readonly string[]): Turned {
  const now = currentConfig(directory);
  const next = changedConfig(now, { set: settings });
  const values = dialsBetween(directory, now, next);
  if (values) return { values, report: next.report };
  const fixed = settings.find((set) => !dialsBetween(directory, now, changedConfig(now, { set: [set] })));
  const dials = stagesOf(now).flatMap((stage) => readStepDescription(directory, stage).dials.map(({ name }) => name));
  throw new DuelError(
    'usage',
    'run/no-dial',
    `--set ${fixed ?? settings.join(' ')} cannot change in a run that goes on`,
    {
      where: directory,
      fix: `${reasonFor(fixed)}; what can change are the numbers that enter the step anew each time: ${[
        ...new Set(dials),
      ]
        .filter((name) => !name.startsWith('every/'))
        .join(', ')}. For all else start a new run: duel train ${directory}/config.json --set …`,
    },
  );
}

const reasonFor = (setting = ''): string => {
  const [key] = setting.split(/[.=]/);
  if (key === 'data' || key === 'draw' || key === 'seed') return 'the steps so far have drawn by it';
  if (key === 'monitor') return 'pictures of one run show the same samples';
  return 'it is built into the compiled step';
};

/** The configuration of a run with all that was changed, and with settings that would be. */
export function changedRun(directory: string, settings: readonly string[] = []): RunConfig {
  if (settings.length > 0) turnedBy(directory, settings);
  return changedConfig(currentConfig(directory), { set: settings });
}

/**
 * The dials that differ between two configurations of a run, in whichever stage, with their new values; undefined where
 * anything else does.
 */
function dialsBetween(directory: string, now: RunConfig, next: RunConfig): Values | undefined {
  const [ours, theirs] = [now, next].map((config) => {
    const { game: _, stages: __, report: ___, ...rest } = plain(config);
    return { ...rest, lengths: stagesOf(config).map(({ stage }) => stage) };
  });
  if (!isDeepStrictEqual(ours, theirs)) return undefined;
  const after = stagesOf(next);
  let values: Values | undefined = {};
  for (const [i, stage] of stagesOf(now).entries()) {
    const turned = dialsOfStage(directory, stage, after[i]!);
    values = turned && { ...values, ...turned };
    if (!values) return undefined;
  }
  return values;
}

function dialsOfStage(directory: string, now: StageConfig, next: StageConfig): Values | undefined {
  const classCount = readRunInfo(directory)?.classes?.length ?? classCountOf(now.game) ?? 0;
  const data = shapesFed(readStepDescription(directory, now).examples, classCount);
  const [before, after] = [trainingStep(now, data), trainingStep(next, data)];
  return before && after ? dialsOfSteps(before, after) : dialsOfPlayers(now, next);
}

/** The shapes of a run's data, as far as its step is fed with them. */
function shapesFed(ports: readonly ExamplesPort[], classCount: number, domain?: string): DataShape {
  const own = ports.filter((port) => port.domain === domain);
  const parts = Object.fromEntries(own.flatMap(({ part, shape }) => (part === undefined ? [] : [[part, shape]])));
  const domains = new Set(domain === undefined ? ports.flatMap((port) => port.domain ?? []) : []);
  const main =
    own.find(({ part }) => part === undefined)?.shape ?? parts.target ?? own[0]?.shape ?? ports[0]?.shape ?? [];
  return {
    shape: main,
    classCount,
    ...(Object.keys(parts).length > 0 && { parts }),
    ...(domains.size > 0 && {
      domains: Object.fromEntries([...domains].map((name) => [name, shapesFed(ports, classCount, name)])),
    }),
  };
}

function dialsOfSteps(before: StepGraph, after: StepGraph): Values | undefined {
  const fed = ({ description: { dials, ...rest } }: StepGraph) => ({ ...rest, dials: dials.map(({ name }) => name) });
  if (!isDeepStrictEqual(fed(before), fed(after)) || !sameGraph(before.outputs, after.outputs)) return undefined;
  const old = before.description.dials;
  const turned = after.description.dials.filter(({ value }, i) => !isDeepStrictEqual(value, old[i]!.value));
  return Object.fromEntries(turned.map(({ name, value }) => [name, value as DialValue]));
}

/** Where moves are code, which is not here: what is known of players alone. */
function dialsOfPlayers(now: StageConfig, next: StageConfig): Values | undefined {
  const values: Record<string, DialValue> = {};
  const others = structuredClone({ game: plain(next).game }) as {
    game: { players: Record<string, { optimizer: object }> };
  };
  for (const [name, { optimizer }] of Object.entries(playersOf(now.game))) {
    const rate = playersOf(next.game)[name]!.optimizer.learningRate;
    if (isDeepStrictEqual(rate, optimizer.learningRate)) continue;
    values[`${name}/learningRate`] = rate;
    others.game.players[name]!.optimizer = {
      ...others.game.players[name]!.optimizer,
      ...plain({ learningRate: optimizer.learningRate }),
    };
  }
  return isDeepStrictEqual(others.game, plain(now).game) ? values : undefined;
}

/** A run's changes with one more, made after `step` steps; what was to hold only later is undone by it. */
export const withChange = (changes: readonly DialsChange[], change: DialsChange): readonly DialsChange[] => [
  ...changes.filter(({ step }) => step <= change.step),
  change,
];

/** How often a run has gone back. */
export const timesBack = (changes: readonly DialsChange[]): number =>
  Math.max(0, ...changes.map(({ redraw = 0 }) => redraw));

/** A run's changes with that of going back to a step: what was changed after it holds from there on. */
export function withReturn(
  changes: readonly DialsChange[],
  { step, back, rateFactor = 1 }: { readonly rateFactor?: number | undefined } & Pick<DialsChange, 'step' | 'back'>,
): readonly DialsChange[] {
  const [kept, later] = [
    changes.filter((change) => change.step <= step),
    changes.filter((change) => change.step > step),
  ];
  const factor = later.reduce((product, change) => product * (change.rateFactor ?? 1), rateFactor);
  const scheduleSteps = later.findLast((change) => change.scheduleSteps !== undefined)?.scheduleSteps;
  const gone: DialsChange = {
    step,
    set: later.flatMap(({ set }) => set),
    values: Object.assign({}, ...later.map(({ values }) => values)),
    ...(scheduleSteps !== undefined && { scheduleSteps }),
    ...(factor !== 1 && { rateFactor: factor }),
    redraw: 1 + timesBack(changes),
    back,
  };
  return [...kept, gone];
}

/** What is told of a change. */
export function dialsEvent(change: DialsChange, { divergence }: RunConfig): RunEvent & { readonly step: number } {
  const { back, redraw = 0, step, values, rateFactor } = change;
  if (!back) return { type: 'dials', ...change };
  const factor = rateFactor !== undefined && { rateFactor };
  return { type: 'rollback', step, ...back, times: redraw, of: divergence?.rollbacks ?? redraw, values, ...factor };
}

/** Over how many steps a run's schedules go that have no length of their own, as they do now. */
export const scheduleStepsOf = ({ scheduleSteps, steps }: RunConfig, changes: readonly DialsChange[]): number =>
  changes.findLast((change) => change.scheduleSteps !== undefined)?.scheduleSteps ?? scheduleSteps ?? steps;

/** What a person should know where a run goes on beyond the schedules that it began with; undefined where it has none. */
export function keptSchedules(
  { dials }: StepDescription,
  config: RunConfig,
  changes: readonly DialsChange[],
): string | undefined {
  const length = scheduleStepsOf(config, changes);
  if (length >= config.steps) return undefined;
  const now = dials.map(({ name, value }) => ({
    name,
    value: changes.findLast(({ values }) => Object.hasOwn(values, name))?.values[name] ?? value,
  }));
  const scheduled = now.filter((dial) =>
    [0, Math.floor(length / 2), length].some(
      (step) => changedDialAt(dial, step, length) !== changedDialAt(dial, step, config.steps),
    ),
  );
  if (scheduled.length === 0) return undefined;
  const [of, whole] = [length, config.steps].map((n) => n.toLocaleString('en-US'));
  return `${scheduled.map(({ name }) => name).join(', ')}: the schedule keeps its length of ${of} steps; --stretch-schedules lets it go over ${whole}`;
}

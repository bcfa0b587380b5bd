import type { Dataset } from '../../data/dataset.ts';
import { reduced } from '../../data/reduced.ts';
import type { Resolution } from '../../data/resolution.ts';
import { type GameSpec, type GameStage, gameStagesOf } from '../../gan/index.ts';
import type { RunConfig } from './config.ts';

/** One of the steps that a run takes one after the other: from where to where it goes. Most runs have one. */
export interface Stage {
  /** From 1. */
  readonly number: number;
  /** How many the run has. */
  readonly of: number;
  /** Steps of the run that are done when it begins. */
  readonly from: number;
  /** Those that are done when it ends; the last one ends with the run. */
  readonly until: number;
  /** Height and width that pictures are averaged down to. Absent: they stay as the data have them. */
  readonly size?: Resolution | undefined;
  /** What it is, for people: `16×16, fading in`. */
  readonly about?: string | undefined;
}

/** A run's configuration in one of its stages: `game` is the one that is played there. */
export interface StageConfig extends RunConfig {
  readonly stage: Stage;
}

/** The stages of a run in order, also those that its steps do not reach: those that it names, or that its game has. */
export function stagesOf(run: RunConfig): readonly StageConfig[] {
  const { stages: named, ...config } = run;
  const last = { until: Number.POSITIVE_INFINITY, game: config.game };
  const played: readonly Played[] = named ? [...named, last] : (gameStages(config) ?? [last]);
  return played.map(({ until, game, resolution, about }, i) => ({
    ...config,
    game,
    stage: {
      number: i + 1,
      of: played.length,
      from: played[i - 1]?.until ?? 0,
      until: i + 1 < played.length ? until : Number.POSITIVE_INFINITY,
      ...(resolution !== undefined && { size: resolution }),
      ...(about !== undefined && { about }),
    },
  }));
}

type Played = Pick<GameStage<GameSpec>, 'until' | 'game'> & {
  readonly resolution?: Resolution | undefined;
  readonly about?: string;
};

/** Those of each game, by the steps of its training: a game is grown in many places. */
const known = new WeakMap<GameSpec, Map<number, readonly Played[] | undefined>>();

function gameStages({ game, scheduleSteps, steps }: RunConfig): readonly Played[] | undefined {
  const ofGame = known.get(game) ?? new Map<number, readonly Played[] | undefined>();
  known.set(game, ofGame);
  // a run that goes on longer keeps the lengths that it began with
  const length = scheduleSteps ?? steps;
  if (!ofGame.has(length)) ofGame.set(length, gameStagesOf(game, length));
  return ofGame.get(length);
}

/** The stage that a run is in when `step` steps are done: where one has just ended, that one. A checkpoint's state is its state. */
export function stageAt(run: RunConfig, step: number): StageConfig {
  const stages = stagesOf(run);
  return stages.find(({ stage }) => step <= stage.until) ?? stages.at(-1)!;
}

/** The stage whose step comes after `step` steps. */
export const stageAfter = (run: RunConfig, step: number): StageConfig => stageAt(run, step + 1);

/** A run's data as a stage sees them. */
export const asSeenIn = ({ stage: { size } }: Pick<StageConfig, 'stage'>, dataset: Dataset): Dataset =>
  size === undefined ? dataset : reduced(dataset, size);

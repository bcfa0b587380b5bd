import type { Dataset } from '../../data/dataset.ts';
import { reduced } from '../../data/reduced.ts';
import type { Resolution } from '../../data/resolution.ts';
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
}

/** A run's configuration in one of its stages: `game` is the one that is played there. */
export interface StageConfig extends RunConfig {
  readonly stage: Stage;
}

/** The stages of a run in order, also those that its steps do not reach. */
export function stagesOf(run: RunConfig): readonly StageConfig[] {
  const { stages: before = [], ...config } = run;
  const played = [...before, { until: Number.POSITIVE_INFINITY, game: config.game, resolution: undefined }];
  return played.map(({ until, game, resolution }, i) => ({
    ...config,
    game,
    stage: {
      number: i + 1,
      of: played.length,
      from: before[i - 1]?.until ?? 0,
      until,
      ...(resolution !== undefined && { size: resolution }),
    },
  }));
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

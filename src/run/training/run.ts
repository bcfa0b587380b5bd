import type { RunConfig } from '../config/config.ts';
import type { Checkpoints } from '../directory/checkpoints.ts';
import type { DialsChange } from '../directory/dials.ts';
import { noteRunInfo, type RunInfo } from '../directory/info.ts';
import type { Measurements } from '../evaluation/evaluationFile.ts';
import type { Closable } from './keeping.ts';
import type { Listener } from './listener.ts';
import type { TrainOptions } from './options.ts';

/** What a checkpoint scored. */
export interface Scored {
  /** The number that checkpoints are compared by; NaN where it means nothing. */
  readonly value: number;
  readonly isBest: boolean;
  /** Whether so many in a row have brought nothing better that the training ends. */
  readonly isEnough: boolean;
}

/** Who compares a run's checkpoints while it trains. What it opens stays open from one to the next; closed, it can begin anew. */
export interface Scorer extends Closable {
  /** Steps between checkpoints that are compared. */
  readonly every: number;
  /** What the number is called that decides. */
  readonly by: string;
  /** What it gave so far. */
  measurements(): Measurements;
  /** Whether the checkpoint of a step has been measured, by an earlier process perhaps. */
  hasScored(step: number): boolean;
  /** Measures the checkpoint of a step, and marks it where it is the best so far. */
  score(step: number, checkpoints: Checkpoints, threads: number): Promise<Scored>;
}

/** A run to be trained: its directory, what it is, and how. */
export interface Run {
  readonly directory: string;
  readonly config: RunConfig;
  readonly options: TrainOptions;
  readonly listener: Listener;
  /** Absent: its checkpoints are not compared. */
  readonly scorer?: Scorer | undefined;
  /** What is changed of its dials, from where it goes on. */
  readonly turned?: Omit<DialsChange, 'step'> | undefined;
  /** That it has just gone back, and from where on it is gone on with differently. */
  readonly back?: DialsChange | undefined;
  /** Whether a new total of steps was asked for. */
  readonly isLonger?: boolean;
}

/** What cannot be noted, on a full disk for example, is seen at the next look: the run has no process. */
export function noteFailure(run: Run, changes: Partial<RunInfo>): void {
  try {
    noteRun(run, changes);
  } catch {}
}

export function noteRun({ directory, config }: Run, changes: Partial<RunInfo>): void {
  const { name, seed, steps } = config;
  noteRunInfo(directory, { name, seed, steps }, changes);
}

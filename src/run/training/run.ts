import type { RunConfig } from '../config/config.ts';
import type { DialsChange } from '../directory/dials.ts';
import { noteRunInfo, type RunInfo } from '../directory/info.ts';
import type { Listener } from './listener.ts';
import type { TrainOptions } from './options.ts';

/** A run to be trained: its directory, what it is, and how. */
export interface Run {
  readonly directory: string;
  readonly config: RunConfig;
  readonly options: TrainOptions;
  readonly listener: Listener;
  /** What is changed of its dials, from where it goes on. */
  readonly turned?: Omit<DialsChange, 'step'>;
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

import type { DataContext } from '../../data/index.ts';
import type { DeviceKind } from '../../runtime/engine.ts';
import type { RunEvent, RunStatus } from '../directory/events.ts';

/** How a run is trained: nothing here changes what it computes, but the device and its threads. */
export interface TrainOptions {
  readonly device?: DeviceKind | undefined;
  /** Threads of the CPU's operators. Default: those of the run, else all. */
  readonly threads?: number | undefined;
  /** Chooses nothing to suit the machine; see `OpenOptions`. Default: as the run began, else false. */
  readonly deterministic?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly on?: ((event: RunEvent) => void) | undefined;
  readonly dataContext?: DataContext | undefined;
}

export interface RunResult {
  readonly directory: string;
  readonly step: number;
  readonly status: RunStatus;
}

/** Where data are looked for, with the signal that stops their reading. */
export const dataContextOf = ({ dataContext, signal }: TrainOptions): DataContext => ({
  ...dataContext,
  ...(signal && { signal }),
});

import { type DataContext, dataContextKinds } from '../../data/index.ts';
import { checkOptions } from '../../options/check.ts';
import * as kinds from '../../options/kinds.ts';
import { type DeviceKind, deviceKinds } from '../../runtime/engine.ts';
import type { RunStatus } from '../directory/events.ts';
import type { OnRunEvent } from './listener.ts';

/** How a run is trained: nothing here changes what it computes, but the device and its threads. */
export interface TrainOptions {
  readonly device?: DeviceKind | undefined;
  /** Threads of the CPU's operators. Default: those of the run, else all. */
  readonly threads?: number | undefined;
  /** Chooses nothing to suit the machine; see `OpenOptions`. Default: as the run began, else false. */
  readonly deterministic?: boolean | undefined;
  /**
   * Tells TensorBoard of it, while it trains, in the run's folder `tensorboard`. Default: where an earlier session of the run has.
   */
  readonly tensorboard?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Is told what happens. What it throws, or what a promise that it returns rejects with, ends the training: the state is
   * saved, and `train` or `resume` throws it. They return when its promises are settled; no step waits for them.
   */
  readonly on?: OnRunEvent | undefined;
  readonly dataContext?: DataContext | undefined;
}

/** What each may be. */
export const trainKinds: kinds.OptionKinds<TrainOptions> = {
  device: kinds.oneOf(deviceKinds),
  threads: kinds.whole(),
  deterministic: kinds.flag,
  tensorboard: kinds.flag,
  signal: kinds.signal,
  on: kinds.callback,
  dataContext: kinds.object,
};

/** Throws unless all options are of their kinds, those of the data's context too. */
export function checkTrainOptions<O extends TrainOptions>(
  caller: string,
  options: O,
  optionKinds: kinds.OptionKinds<O>,
): void {
  checkOptions(caller, options, optionKinds);
  if (options.dataContext) checkOptions(`dataContext of ${caller}`, options.dataContext, dataContextKinds);
}

export interface RunResult {
  readonly directory: string;
  readonly step: number;
  readonly status: RunStatus;
}

/** Where data are looked for, with the signal that stops their reading. */
export const dataContextOf = ({ dataContext, signal }: Pick<TrainOptions, 'dataContext' | 'signal'>): DataContext => ({
  ...dataContext,
  ...(signal && { signal }),
});

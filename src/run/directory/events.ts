import type { DialValue, Metrics } from '../../gan/index.ts';
import type { Device } from '../../runtime/engine.ts';

/** What a run tells its callers while it goes on. Steps count from 1: `step` steps are done. */
export type RunEvent =
  | {
      readonly type: 'start';
      readonly directory: string;
      readonly from: number;
      readonly steps: number;
      readonly device: Device;
    }
  /** What the data were found to be and taken for; said once, before the first step. */
  | { readonly type: 'data'; readonly step: number; readonly found: readonly string[] }
  | {
      readonly type: 'step';
      readonly step: number;
      readonly steps: number;
      readonly metrics: Metrics;
      readonly imagesPerSecond: number;
      readonly secondsLeft: number;
    }
  /** One of several stages begins with step `step`, or is gone on with from there; it ends when `until` steps are done. */
  | {
      readonly type: 'stage';
      readonly step: number;
      readonly stage: number;
      readonly of: number;
      readonly until: number;
      /** What it is, in words, where its game says so: `16×16, fading in`. */
      readonly about?: string;
    }
  | { readonly type: 'epoch'; readonly epoch: number; readonly step: number; readonly metrics: Metrics }
  /** What a person has changed holds from the next step on. */
  | {
      readonly type: 'dials';
      readonly step: number;
      readonly set: readonly string[];
      readonly values: Readonly<Record<string, DialValue>>;
      readonly scheduleSteps?: number | undefined;
    }
  /** It waits, since somebody asked for that, and it goes on. */
  | { readonly type: 'paused' | 'goes-on'; readonly step: number }
  /** Its numbers were finite no more, and it goes on from an earlier snapshot with other random numbers. */
  | {
      readonly type: 'rollback';
      /** The steps that are left. */
      readonly step: number;
      /** Where it was seen that it had diverged, and by what. */
      readonly at: number;
      readonly why: string;
      /** How often it has gone back by now, and how often it may. */
      readonly times: number;
      readonly of: number;
      /** What learning rates are multiplied by from here on. */
      readonly rateFactor?: number;
      /** What a person had changed in the steps that are lost, which holds from here on. */
      readonly values: Readonly<Record<string, DialValue>>;
    }
  | { readonly type: 'report'; readonly step: number; readonly metrics: Metrics }
  | { readonly type: 'snapshot'; readonly step: number; readonly path: string }
  | { readonly type: 'checkpoint'; readonly step: number; readonly file: string }
  | { readonly type: 'test'; readonly step: number; readonly accuracy: number }
  /** What a checkpoint's samples measured by the number that decides which is the best. */
  | {
      readonly type: 'eval';
      readonly step: number;
      readonly name: string;
      readonly value: number;
      readonly isBest: boolean;
      /** Whether so many have brought nothing better that the training ends. */
      readonly isEnough: boolean;
    }
  /** Something is seen to go wrong; what `duel doctor` calls it. */
  | {
      readonly type: 'finding';
      readonly step: number;
      readonly name: string;
      readonly message: string;
      readonly directory: string;
    }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'end'; readonly step: number; readonly status: RunStatus };

export type RunStatus = 'running' | 'finished' | 'interrupted' | 'diverged' | 'failed';

import type { Doing } from './messages.ts';
import { timeWords } from './words.ts';

/** What a training is at, for whoever waits for it. */
export interface Waiting {
  readonly doing: Doing;
  /** Steps done of this training, and those of the trial that are done. */
  readonly step: number;
  /** Seconds since the last news of it. */
  readonly seconds: number;
  /** Seconds that the rest of the training takes. */
  readonly secondsLeft: number;
}

/** Seconds without news after which they are counted, by as many, and a person may end what is at hand without its being saved. */
export const noticed = 5;
/** Seconds of one step on WebGPU after which WebAssembly is offered: a graphics card has compiled its programs by then. */
export const patience = 20;

/** Milliseconds of a step above which it is offered in any case. */
const slowest = 3000;

/** What is said while it lasts. */
export function waitingWords({ doing, step, seconds, secondsLeft }: Waiting): string {
  const sofar = seconds >= noticed ? `, ${noticed * Math.floor(seconds / noticed)} s so far` : '';
  switch (doing) {
    case 'opening':
      return 'Opening …';
    case 'starting':
      return `Compiling the step${sofar} …`;
    case 'training':
      if (sofar || !Number.isFinite(secondsLeft)) return `Step ${(step + 1).toLocaleString('en')}${sofar} …`;
      return `about ${timeWords(secondsLeft)} left`;
    case 'saving':
      return sofar ? `Waits for the step that was begun, to save it${sofar} …` : 'Saving …';
    case 'measuring':
      return `Training a dozen steps, to know how long all will take: ${step} done${sofar} …`;
    case 'reading':
      return 'Reading …';
    case 'nothing':
      return '';
    default:
      return doing satisfies never;
  }
}

/** Whether WebAssembly is to be offered in the place of a GPU that does not get on; `pace` in milliseconds a step, 0 before it is known. */
export const isStuck = (device: 'cpu' | 'webgpu', { doing, seconds }: Waiting, pace = 0): boolean =>
  device === 'webgpu' &&
  (seconds >= patience || pace >= slowest) &&
  (doing === 'training' || doing === 'starting' || doing === 'measuring');

/** The word with which it is offered. */
export const stuckWords = (pace: number, hasSaved: boolean): string =>
  `WebGPU ${pace >= slowest ? `takes some ${Math.round(pace / 1000)} seconds a step here` : `has been at one step for more than ${patience} seconds`}; WebAssembly mostly takes less than one. ${hasSaved ? 'The run goes on there from what was saved last.' : 'Nothing is lost by beginning there.'}`;

/** Whether a GPU is one in name: the browser plays it on the processor, slower than WebAssembly runs there. */
export const isPlayed = (gpu: string | undefined): boolean => gpu?.endsWith('(software)') ?? false;

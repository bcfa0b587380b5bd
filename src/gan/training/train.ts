import type { StatefulProgram } from '../../runtime/engine.ts';
import { portNames } from '../step/stepBuilder.ts';
import type { Feeder } from './feeds.ts';

/** Metrics of one step by name. */
export type Metrics = Record<string, number>;

export interface TrainingLoop {
  readonly program: StatefulProgram;
  readonly feeder: Feeder;
  /** Steps done so far, and the total to be reached. */
  readonly from: number;
  readonly to: number;
  readonly signal?: AbortSignal | undefined;
  /** The next step after `done` at which the state is wanted. Default: `to`. */
  nextPause?(done: number): number;
  /**
   * After each step, in order; `done` counts from 1. `seconds` is what the step took, with the making of its batch.
   * The state may be some steps further already.
   */
  onStep(done: number, metrics: Metrics, seconds: number): void | Promise<void>;
  /**
   * The state stands at `done` and may be read, and the feeder's changes turned. At every `nextPause`, when `signal` aborts,
   * and in between.
   */
  onPause?(done: number): void | Promise<void>;
}

/** About as long as a person may wait for an answer. */
const secondsPerCall = 0.25;
const stepsPerCall = 32;

/**
 * Runs steps until the total is reached or `signal` aborts, and returns how many are done. Steps that take a few
 * milliseconds go several to a call; how many changes nothing but the time. The next call's batches are prepared while
 * the current one runs.
 */
export async function runSteps(loop: TrainingLoop): Promise<number> {
  const { program, feeder, from, to, signal } = loop;
  let done = from;
  if (done >= to || signal?.aborted) return done;

  let length = 1;
  const countAt = (step: number) => Math.min(length, to - step, (loop.nextPause?.(step) ?? to) - step);
  let count = 1;
  let feeds = await feeder.several(done, count);
  let since = performance.now();
  for (let call = 0; done < to; call++) {
    const running = program.steps(feeds, count);
    const then = done + count;
    const nextCount = then < to ? countAt(then) : 0;
    const next = nextCount > 0 ? feeder.several(then, nextCount) : undefined;
    // a failure of either must not leave the other unhandled
    const [results, prepared] = await Promise.all([running, next]);
    const seconds = (performance.now() - since) / 1000 / count;
    // the first call's time is that of warming up
    if (call > 0) length = Math.max(1, Math.min(stepsPerCall, Math.floor(secondsPerCall / seconds)));
    for (let k = 0; k < count; k++) {
      const metrics: Metrics = {};
      for (const [name, { data }] of Object.entries(results))
        metrics[name.slice(portNames.metric('').length)] = data[k]!;
      await loop.onStep(++done, metrics, seconds);
    }
    const { turns } = feeder;
    await loop.onPause?.(done);
    since = performance.now();
    if (signal?.aborted) break;
    if (prepared) feeds = feeder.turns === turns ? prepared : await feeder.several(done, nextCount);
    count = nextCount;
  }
  return done;
}

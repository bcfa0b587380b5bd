import type { StatefulProgram } from '../runtime/engine.ts';
import type { Feeder } from './feeds.ts';
import { portNames } from './step.ts';

/** Metrics of one step by name. */
export type Metrics = Record<string, number>;

export interface TrainingLoop {
  readonly program: StatefulProgram;
  readonly feeder: Feeder;
  /** Steps done so far, and the total to be reached. */
  readonly from: number;
  readonly to: number;
  readonly signal?: AbortSignal | undefined;
  /** After each step; `done` counts from 1. Awaited, so it may read the state. */
  onStep(done: number, metrics: Metrics): void | Promise<void>;
}

/**
 * Runs steps until the total is reached or `signal` aborts, and returns how many are done. The next step's batch is
 * prepared while the current one runs.
 */
export async function runSteps({ program, feeder, from, to, signal, onStep }: TrainingLoop): Promise<number> {
  let done = from;
  if (done >= to || signal?.aborted) return done;
  let feeds = await feeder.at(done);
  while (done < to) {
    const running = program.step(feeds);
    const next = done + 1 < to ? feeder.at(done + 1) : undefined;
    // a failure of either must not leave the other unhandled
    const [results, prepared] = await Promise.all([running, next]);
    done++;
    const metrics: Metrics = {};
    for (const [name, { data }] of Object.entries(results)) metrics[name.slice(portNames.metric('').length)] = data[0]!;
    await onStep(done, metrics);
    if (signal?.aborted) break;
    if (prepared) feeds = prepared;
  }
  return done;
}

/** A piece of work: a trial is trained to the end of a rung, and measured there. */
export interface Job {
  readonly trial: number;
  readonly rung: number;
}

export interface Result extends Job {
  /** NaN where it means nothing, or the trial's numbers were finite no more. */
  readonly value: number;
}

export interface HalvingOptions {
  readonly trials: number;
  readonly rungs: number;
  /** Of so many trials that have ended a rung one goes on: the paper's η. */
  readonly factor: number;
  /** Whether less is better. */
  readonly lower: boolean;
}

/**
 * Total steps at the ends of the rungs: all of them, and each time a `factor` less, as long as that is `least` or more. The
 * paper's r·η^k, counted from above so that the last is what was asked for.
 */
export function rungsOf(steps: number, { factor, least }: { factor: number; least: number }): number[] {
  const rungs = [steps];
  for (let k = 1; Math.round(steps / factor ** k) >= least && Math.round(steps / factor ** k) < rungs[0]!; k++)
    rungs.unshift(Math.round(steps / factor ** k));
  return rungs;
}

/**
 * Asynchronous successive halving (Li et al. 2020, algorithm 2): whoever is free goes on with the best trial that lies in the
 * top 1/η of a rung and has not gone on yet, of the highest such rung; where there is none, with a new trial.
 *
 * What is next follows from what was handed out and recorded so far, and from nothing else.
 */
export class Halving {
  readonly #options: HalvingOptions;
  #begun = 0;
  /** By rung. */
  readonly #results: Result[][];
  readonly #promoted: Set<number>[];

  constructor(options: HalvingOptions) {
    this.#options = options;
    this.#results = Array.from({ length: options.rungs }, () => []);
    this.#promoted = Array.from({ length: options.rungs }, () => new Set<number>());
  }

  /** What is to be done next; undefined where nothing is, until more is recorded. Trials count from 1. */
  next(): Job | undefined {
    const { rungs, trials } = this.#options;
    for (let rung = rungs - 2; rung >= 0; rung--) {
      const trial = this.#promotable(rung);
      if (trial === undefined) continue;
      this.#promoted[rung]!.add(trial);
      return { trial, rung: rung + 1 };
    }
    if (this.#begun === trials) return undefined;
    this.#begun++;
    return { trial: this.#begun, rung: 0 };
  }

  record(result: Result): void {
    this.#results[result.rung]!.push(result);
  }

  #promotable(rung: number): number | undefined {
    const ended = this.#results[rung]!;
    const top = ranked(ended, this.#options.lower).slice(0, Math.floor(ended.length / this.#options.factor));
    return top.find(({ trial, value }) => !Number.isNaN(value) && !this.#promoted[rung]!.has(trial))?.trial;
  }
}

/** The best first; what means nothing comes last, and of equal ones the earlier trial first. */
export const ranked = <R extends Result>(results: readonly R[], lower: boolean): R[] =>
  [...results].sort(
    (a, b) =>
      Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value)) ||
      (lower ? a.value - b.value : b.value - a.value) ||
      a.trial - b.trial,
  );

/** The best of those that have come furthest; undefined where nothing means anything. */
export function bestOf(results: readonly Result[], lower: boolean): Result | undefined {
  const sound = results.filter(({ value }) => !Number.isNaN(value));
  const highest = Math.max(...sound.map(({ rung }) => rung));
  return ranked(
    sound.filter(({ rung }) => rung === highest),
    lower,
  )[0];
}

/**
 * Plays a search with so many workers, each with one job at a time. What is next is decided in the order in which jobs would
 * end if steps took equally long everywhere: so it follows from the results alone, however fast each was.
 *
 * @param length of a job, in steps
 */
export async function playHalving(
  halving: Halving,
  workers: number,
  length: (job: Job) => number,
  play: (job: Job) => Promise<number>,
): Promise<void> {
  type Busy = { readonly job: Job; readonly ends: number; readonly value: Promise<number> };
  let busy: Busy[] = [];
  let now = 0;
  try {
    for (;;) {
      while (busy.length < workers) {
        const job = halving.next();
        if (!job) break;
        const value = play(job);
        // heard where it is waited for
        value.catch(() => {});
        busy.push({ job, ends: now + length(job), value });
      }
      const first = busy.reduce<Busy | undefined>((a, b) => (a && a.ends <= b.ends ? a : b), undefined);
      if (!first) return;
      const value = await first.value;
      busy = busy.filter((one) => one !== first);
      now = first.ends;
      halving.record({ ...first.job, value });
    }
  } finally {
    await Promise.allSettled(busy.map(({ value }) => value));
  }
}

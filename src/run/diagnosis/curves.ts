import type { JsonLine } from '../directory/jsonl.ts';

/** The metrics of a training over its steps, thinned evenly. */
export class Curves {
  readonly #lines: readonly JsonLine[];

  constructor(lines: readonly JsonLine[]) {
    this.#lines = lines;
  }

  /** Steps that they go over. */
  get steps(): number {
    return Number(this.#lines.at(-1)?.step ?? 0);
  }

  /** The values of a metric; empty where it is none of this game's. */
  of(name: string): readonly number[] {
    return this.#lines.flatMap((line) => (typeof line[name] === 'number' ? [line[name]] : []));
  }

  /** The mean of a metric over the last share of the steps; undefined where there is nothing to be said. */
  late(name: string, share = 0.2): number | undefined {
    const values = this.of(name);
    const some = values.slice(Math.floor((1 - share) * values.length));
    return some.length < fewest ? undefined : mean(some);
  }
}

/** Values below which a mean says nothing. */
const fewest = 5;

export const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};

/** How much larger losses or scores have become than they were in the first half, or than 1 where they were less. */
export function growthOf(curves: Curves): number {
  const grown = ['dLoss', 'gLoss', 'scoreReal', 'scoreFake'].map((name) => {
    const values = curves.of(name).map(Math.abs);
    if (values.length < 50) return 0;
    const middle = [...values.slice(0, values.length >> 1)].sort((a, b) => a - b)[values.length >> 2]!;
    const late = [...values.slice(-Math.ceil(values.length / 20))].sort((a, b) => a - b);
    return late[late.length >> 1]! / Math.max(1, middle);
  });
  return Math.max(...grown);
}

export interface Swings {
  /** How often the curve turns, by more than noise would make it. */
  readonly count: number;
  /** How far it goes from one turn to the next, in the middle, by the mean size of its values. */
  readonly size: number;
}

/** Enough that swings are seen which take a sixtieth of the steps looked at: longer blocks would take the mean of them. */
const blocks = 120;

/**
 * How a curve swings over the last two thirds of a training: means of 120 blocks follow it, and a turn counts where it goes
 * back by more than a quarter of the values' mean size and by more than six deviations of such a mean.
 */
export function swingsOf(values: readonly number[]): Swings | undefined {
  const late = values.slice(Math.floor(values.length / 3));
  const length = Math.floor(late.length / blocks);
  if (length < 2) return undefined;
  const means: number[] = [];
  let within = 0;
  for (let b = 0; b < blocks; b++) {
    const block = late.slice(b * length, (b + 1) * length);
    const centre = mean(block);
    means.push(centre);
    within += mean(block.map((v) => (v - centre) ** 2));
  }
  const noise = Math.sqrt(within / blocks / length);
  const level = mean(late.map(Math.abs));
  const turns = turnsOf(means, Math.max(0.25 * level, 6 * noise));
  const sizes = turns.slice(1).map((turn, i) => Math.abs(turn - turns[i]!));
  sizes.sort((a, b) => a - b);
  return { count: Math.max(0, turns.length - 1), size: (sizes[sizes.length >> 1] ?? 0) / level };
}

/** The values at which a curve turns: where it goes back by more than `least`. */
function turnsOf(values: readonly number[], least: number): number[] {
  const turns: number[] = [];
  let [low, high] = [values[0]!, values[0]!];
  let way = 0;
  for (const value of values) {
    [low, high] = [Math.min(low, value), Math.max(high, value)];
    if (way >= 0 && high - value > least) {
      turns.push(high);
      [way, low, high] = [-1, value, value];
    } else if (way <= 0 && value - low > least) {
      turns.push(low);
      [way, low, high] = [1, value, value];
    }
  }
  return turns;
}

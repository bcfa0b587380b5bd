import type { JsonLine } from '../directory/jsonl.ts';
import { Curves, growthOf, swingsOf } from './curves.ts';
import type { Variety } from './variety.ts';

/** What is seen to go wrong while it trains, by what is at hand at a snapshot. */
export interface Seen {
  /** The finding that `duel doctor` looks closer for. */
  readonly name: string;
  /** What was seen, with its number. */
  readonly message: string;
}

/** Of the training: before, nothing settles. */
const after = 0.1;

/**
 * Watches a training from snapshot to snapshot: its losses, and its few samples beside as many real examples, value by value.
 * That is less than `diagnoseRun` looks at and costs next to nothing, so a thing has to be seen plainly, at two snapshots in
 * a row, and is told once for as long as it lasts.
 */
export class Watch {
  readonly #steps: number;
  #before: ReadonlySet<string> = new Set();
  readonly #told = new Set<string>();

  /** `steps` of the whole training. */
  constructor(steps: number) {
    this.#steps = steps;
  }

  /** What is new at a snapshot. */
  look(step: number, lines: readonly JsonLine[], variety: Variety | undefined): readonly Seen[] {
    if (step < after * this.#steps) return [];
    const seen = seenIn(new Curves(lines), variety);
    const names = new Set(seen.map(({ name }) => name));
    const fresh = seen.filter(({ name }) => this.#before.has(name) && !this.#told.has(name));
    for (const { name } of fresh) this.#told.add(name);
    for (const name of this.#told) if (!names.has(name)) this.#told.delete(name);
    this.#before = names;
    return fresh;
  }
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

function seenIn(curves: Curves, variety: Variety | undefined): Seen[] {
  const seen: Seen[] = [];
  const growth = growthOf(curves);
  if (growth > 100)
    seen.push({ name: 'divergence', message: `losses or scores are ${Math.round(growth)} times what they were` });
  if (variety && variety.spread < 0.5 && variety.nearest < 0.35)
    seen.push({
      name: 'mode-collapse',
      message: `samples are much alike: their spread is ${percent(variety.spread)} of the data's, and each has another at ${percent(variety.nearest)} of the distance that real examples have`,
    });
  const swings = swingsOf(curves.of('dLoss'));
  if (swings && swings.count > 8 && swings.size > 0.4)
    seen.push({ name: 'oscillation', message: `D's loss has turned ${swings.count} times, slowly and far` });
  return seen;
}

import { type JsonLine, readLastLine } from './jsonl.ts';
import { readLinesOf } from './steps.ts';

/**
 * Lines of metrics in a bounded number, evenly spread, the last among them: enough to draw from.
 *
 * Kept are those of steps 1, 1 + s, 1 + 2s, …; whenever they become too many, s grows threefold. What is kept follows from
 * the last step alone, whether the training was interrupted or not. (An odd distance: penalties on every 16th step, say,
 * come as often among the kept steps as among all.)
 */
export class ThinnedLines {
  readonly #most: number;
  #kept: JsonLine[] = [];
  #last: JsonLine | undefined;
  #distance = 1;

  /** `most`: lines that are kept at most. */
  constructor(most: number) {
    this.#most = most;
  }

  /** What would be kept of a file's lines, had they been added one by one. */
  static read(path: string, most: number): ThinnedLines {
    const thinned = new ThinnedLines(most);
    const last = readLastLine(path);
    const step = stepOf(last);
    const distance = distanceAt(step, most);
    for (const line of readLinesOf(path, stepsTo(step, distance))) thinned.add(line);
    if (last && !isKeptAt(step, distance)) thinned.add(last);
    return thinned;
  }

  /** Adds the line of a step; each has a greater one than that before. */
  add(line: JsonLine): void {
    const step = stepOf(line);
    const distance = distanceAt(step, this.#most);
    if (distance !== this.#distance) {
      this.#distance = distance;
      this.#kept = this.#kept.filter((kept) => isKeptAt(stepOf(kept), distance));
    }
    if (isKeptAt(step, distance)) this.#kept.push(line);
    this.#last = line;
  }

  /** The distance of the steps that are kept. */
  get distance(): number {
    return this.#distance;
  }

  lines(): JsonLine[] {
    const last = this.#last;
    return last === undefined || last === this.#kept.at(-1) ? [...this.#kept] : [...this.#kept, last];
  }
}

const stepOf = (line: JsonLine | undefined): number => (Number.isSafeInteger(line?.step) ? (line!.step as number) : 0);

/** The distance of kept steps when `step` steps are done. */
function distanceAt(step: number, most: number): number {
  let distance = 1;
  while (step / distance > most) distance *= 3;
  return distance;
}

/** Whether the line of a step is kept where the distance of kept steps is that. */
export const isKeptAt = (step: number, distance: number): boolean => (step - 1) % distance === 0;

function* stepsTo(last: number, distance: number): Generator<number> {
  for (let step = 1; step <= last; step += distance) yield step;
}

import { fstatSync } from 'node:fs';
import { type FileLine, linesBackwards, linesForwards } from '../../files/lines.ts';
import { type JsonLine, objectIn, objectsOf, reading } from './jsonl.ts';

/** A place where a line begins, and the step that it has, or is to have by what is known. */
interface Place {
  readonly step: number;
  readonly at: number;
}
interface StepLine extends Place {
  readonly end: number;
  readonly value: JsonLine;
}

/** Most looks find their line in so much of a file of metrics. */
const lookBytes = 1 << 12;
const mostBytes = 1 << 21;

/** The lines from `step` on, of a file of lines whose `step` rises. What lies before is not read. */
export function readLinesFrom(path: string, step: number): Generator<JsonLine> {
  return reading(path, function* (file) {
    const found = firstFrom(file, step, begin, endOf(file));
    if (found) yield* objectsOf(linesForwards(file, found.at));
  });
}

/** The lines of some steps, which rise. A step without a line is left out; what lies between is not read. */
export function readLinesOf(path: string, steps: Iterable<number>): Generator<JsonLine> {
  return reading(path, function* (file) {
    const end = endOf(file);
    let from = begin;
    for (const step of steps) {
      const found = firstFrom(file, step, from, end);
      if (!found) return;
      if (found.step === step) yield found.value;
      from = found;
    }
  });
}

const begin: Place = { step: 1, at: 0 };

/** Behind the last line. */
function endOf(file: number): Place {
  for (const { step } of objectsOf(linesBackwards(file))) return { step: Number(step) + 1, at: fstatSync(file).size };
  return begin;
}

/**
 * The first line of `step` or more between two places: where it must lie follows from the steps around it. Every second
 * look is at the middle, so that lines of very unequal lengths cost no more than a bisection.
 */
function firstFrom(file: number, step: number, from: Place, to: Place): StepLine | undefined {
  let [low, high] = [from, to];
  let first: StepLine | undefined;
  for (let bytes = lookBytes, look = 0; low.at < high.at && bytes <= mostBytes; look++) {
    const part = look % 2 === 0 ? (step - low.step) / Math.max(1, high.step - low.step) : 0.5;
    const middle = low.at + Math.min(1, Math.max(0, part)) * (high.at - low.at);
    const start = Math.max(low.at, Math.floor(middle - bytes / 2));
    const lines = new LinesIn(file, start, Math.min(high.at, start + bytes), start > low.at);
    const found = lines.firstFrom(step);
    if (found && (found !== lines.first() || start === low.at)) return found;
    const last = found ? undefined : lines.last();
    if (found) high = first = found;
    else if (last) low = { step: last.step + 1, at: last.end };
    // the lines here are longer than a look
    else bytes *= 2;
  }
  return first;
}

/** The whole lines with a step from byte `start` to `end`; where `start` is inside a line, those after it. */
class LinesIn {
  readonly #lines: readonly FileLine[];
  readonly #read = new Map<number, StepLine | undefined>();

  constructor(file: number, start: number, end: number, isInside: boolean) {
    this.#lines = [...linesForwards(file, start, end)].filter((line) => line.hasNewline).slice(isInside ? 1 : 0);
  }

  /** A line with what it says, which takes more time than all else here; undefined where it has no step. */
  #at(index: number): StepLine | undefined {
    if (!this.#read.has(index)) {
      const { text, start, end } = this.#lines[index]!;
      const value = objectIn(text);
      this.#read.set(index, typeof value?.step === 'number' ? { step: value.step, at: start, end, value } : undefined);
    }
    return this.#read.get(index);
  }

  first(): StepLine | undefined {
    for (let i = 0; i < this.#lines.length; i++) if (this.#at(i)) return this.#at(i);
    return undefined;
  }

  last(): StepLine | undefined {
    for (let i = this.#lines.length - 1; i >= 0; i--) if (this.#at(i)) return this.#at(i);
    return undefined;
  }

  /** The first line of `step` or more, by bisection. */
  firstFrom(step: number): StepLine | undefined {
    let found: StepLine | undefined;
    let [low, high] = [0, this.#lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      let next = middle;
      while (next < high && !this.#at(next)) next++;
      const line = next < high ? this.#at(next) : undefined;
      if (line && line.step < step) low = next + 1;
      else {
        found = line ?? found;
        high = middle;
      }
    }
    return found;
  }
}

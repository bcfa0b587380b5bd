import { lstatSync } from 'node:fs';
import { type FileLine, linesBackwards, linesForwards } from '../files/lines.ts';
import { objectIn, reading } from '../run/directory/jsonl.ts';
import type { RunLine } from './api.ts';

/** Events that a page shows, and lines that it waits for. */
const most = 50;
const mostLooked = 5000;
/** What comes all the time, and stands in curves and pictures. */
const usual = ['report', 'checkpoint'];

interface Known {
  /** Which bytes the file holds, as far as can be told without reading it. */
  readonly signature: string;
  /** The last line that was read. */
  readonly last: FileLine | undefined;
  readonly events: readonly RunLine[];
  /** Another number for other events. */
  readonly version: number;
}

/** The newest events of runs, but for what comes all the time. Of a file that has grown only what is new is read. */
export class NewestEvents {
  readonly #known = new Map<string, Known>();
  #versions = 0;

  /** The newest events in an `events.jsonl`, the newest last, and a number that is another where they are others. */
  of(file: string): Pick<Known, 'events' | 'version'> {
    const info = lstatSync(file, { throwIfNoEntry: false });
    const signature = info ? `${info.ino} ${info.mtimeMs} ${info.size}` : '-';
    const known = this.#known.get(file);
    if (known?.signature === signature) return known;
    const more = known && linesAfter(file, known.last);
    const lines = more ?? lastLines(file);
    const events = lines.flatMap(eventIn);
    const last = lines.at(-1) ?? (more && known.last);
    const now =
      more && events.length === 0
        ? { ...known, signature, last }
        : {
            signature,
            last,
            events: [...(more ? known.events : []), ...events].slice(-most),
            version: ++this.#versions,
          };
    this.#known.set(file, now);
    return now;
  }
}

/** The whole lines after one; undefined where that is no more as it was: a run that goes back cuts its lines. */
function linesAfter(file: string, last: FileLine | undefined): FileLine[] | undefined {
  if (!last) return undefined;
  const lines = [...reading(file, (open) => linesForwards(open, last.start))].filter(({ hasNewline }) => hasNewline);
  return lines[0]?.text === last.text ? lines.slice(1) : undefined;
}

/** The last lines, as many as hold the events that are shown. */
function lastLines(file: string): FileLine[] {
  const lines: FileLine[] = [];
  let found = 0;
  for (const line of reading(file, linesBackwards)) {
    if (line.hasNewline) lines.unshift(line);
    found += eventIn(line).length;
    if (found >= most || lines.length >= mostLooked) break;
  }
  return lines;
}

function eventIn({ text }: FileLine): RunLine[] {
  const { type, step, ...said } = objectIn(text) ?? {};
  const isEvent = typeof type === 'string' && typeof step === 'number' && !usual.includes(type);
  return isEvent ? [{ ...said, type, step }] : [];
}

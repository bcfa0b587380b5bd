import { closeSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from '../../files/problem.ts';
import { makeFolder, writeWhole } from '../directory/atomic.ts';
import { type SummaryValue, startEvent, summaryEvent, versionEvent } from './event.ts';
import { record } from './records.ts';

export interface EventFileOptions {
  /** Steps that are done: what earlier sessions wrote of later ones no longer counts. Default 0. */
  readonly from?: number | undefined;
  /** Tells the time in seconds since 1970. Default: the clock. */
  readonly clock?: (() => number) | undefined;
}

const writing = { doing: 'write', fix: 'choose another place, or train without TensorBoard files' } as const;

/** How an event file is called: TensorBoard reads those of a folder in the order of their names. */
export const eventFileName = (time: number, number = 0): string =>
  `events.out.tfevents.${String(Math.floor(time)).padStart(10, '0')}.duel${number === 0 ? '' : `.${String(number).padStart(4, '0')}`}`;

/**
 * What TensorBoard reads of a training while it goes on: a file for each session, which only grows. After a kill the next
 * session begins a file of its own, and says from which step on it counts; TensorBoard drops what was written of these before.
 */
export class EventFile {
  readonly path: string;
  readonly #file: number;
  readonly #clock: () => number;

  private constructor(path: string, file: number, clock: () => number) {
    this.path = path;
    this.#file = file;
    this.#clock = clock;
  }

  /**
   * Begins a session in a folder, which is made where it is missing.
   *
   * @throws DuelError `system/…` where nothing can be written there
   */
  static open(folder: string, { from = 0, clock = () => Date.now() / 1000 }: EventFileOptions = {}): EventFile {
    makeFolder(folder, { fix: writing.fix });
    const time = clock();
    for (let number = 0; ; number++) {
      const path = join(folder, eventFileName(time, number));
      const descriptor = create(path);
      if (descriptor === undefined) continue;
      const file = new EventFile(path, descriptor, clock);
      try {
        file.#append(versionEvent(time));
        file.#append(startEvent({ step: from + 1, time }));
        return file;
      } catch (error) {
        file.close();
        throw error;
      }
    }
  }

  /** Writes numbers and pictures of a step before it returns. */
  write(step: number, values: readonly SummaryValue[]): void {
    if (values.length > 0) this.#append(summaryEvent({ step, time: this.#clock() }, values));
  }

  /** Waits until they are on the disk. */
  sync(): void {
    attempt(this.path, writing, () => fsyncSync(this.#file));
  }

  close(): void {
    attempt(this.path, writing, () => closeSync(this.#file));
  }

  #append(event: Uint8Array): void {
    const bytes = record(event);
    attempt(this.path, { ...writing, bytes: bytes.length }, () => writeWhole(this.#file, bytes));
  }
}

/** A new file; undefined where another session has the name. */
function create(path: string): number | undefined {
  return attempt(path, writing, () => {
    try {
      return openSync(path, 'ax');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
      throw cause;
    }
  });
}

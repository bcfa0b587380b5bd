import { Buffer } from 'node:buffer';
import { closeSync, constants, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync } from 'node:fs';
import { type FileLine, linesBackwards, linesForwards } from '../../files/lines.ts';
import { attempt } from '../../files/problem.ts';
import { openToReadSync } from '../../files/reading.ts';
import { writeWhole } from './atomic.ts';
import { assertOwn, noLink } from './own.ts';

const writing = { doing: 'write' } as const;

export type JsonLine = Record<string, unknown>;

export interface JsonLinesOptions {
  /** Drop lines at the end whose `step` is greater: what was logged after the checkpoint from which training continues. */
  cutAfterStep?: number;
}

/**
 * A file of JSON objects, one per line, that only ever grows. From line to line `step` never falls.
 *
 * Opening it cuts off what `cutAfterStep` names, and a last line torn by a kill. It is read from its end, so that its
 * length costs nothing; the lines that stay keep their bytes. NaN and infinite numbers are written as null.
 */
export class JsonLines {
  readonly #path: string;
  readonly #file: number;

  private constructor(path: string, file: number) {
    this.#path = path;
    this.#file = file;
  }

  static open(path: string, { cutAfterStep = Number.POSITIVE_INFINITY }: JsonLinesOptions = {}): JsonLines {
    assertOwn(path, 'file');
    const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | noLink;
    const lines = new JsonLines(
      path,
      attempt(path, writing, () => openSync(path, flags)),
    );
    try {
      attempt(path, writing, () => lines.#cut(cutAfterStep));
      return lines;
    } catch (error) {
      lines.close();
      throw error;
    }
  }

  #cut(afterStep: number): void {
    const kept = lastKept(this.#file, afterStep);
    const end = kept?.end ?? 0;
    if (end < fstatSync(this.#file).size) ftruncateSync(this.#file, end);
    if (kept?.hasNewline === false) writeWhole(this.#file, Buffer.from('\n'));
  }

  /** Writes one whole line before it returns. */
  append(value: JsonLine): void {
    const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
    attempt(this.#path, { ...writing, bytes: bytes.length }, () => writeWhole(this.#file, bytes));
  }

  /** Waits until the lines are on the disk, so that even a power failure keeps them. */
  sync(): void {
    attempt(this.#path, writing, () => fsyncSync(this.#file));
  }

  close(): void {
    attempt(this.#path, writing, () => closeSync(this.#file));
  }
}

function lastKept(file: number, afterStep: number): FileLine | undefined {
  for (const line of linesBackwards(file)) {
    const value = objectIn(line.text);
    if (value && !(Number(value.step) > afterStep)) return line;
  }
  return undefined;
}

/** The objects of a file of lines, one after the other; a torn line is passed over, and a missing file has none. */
export function readJsonLines(path: string): Generator<JsonLine> {
  return reading(path, (file) => objectsOf(linesForwards(file)));
}

/** The last object of a file of lines; undefined where there is none. */
export function readLastLine(path: string): JsonLine | undefined {
  for (const value of reading(path, (file) => objectsOf(linesBackwards(file)))) return value;
  return undefined;
}

/** What `read` finds in a file, which is open as long as somebody asks for more; nothing where there is no file. */
export function* reading<T>(path: string, read: (file: number) => Iterable<T>): Generator<T> {
  if (!existsSync(path)) return;
  const file = openToReadSync(path, 'checkpoint');
  try {
    yield* read(file);
  } finally {
    closeSync(file);
  }
}

/** The objects of lines; lines that are none are passed over. */
export function* objectsOf(lines: Iterable<FileLine>): Generator<JsonLine> {
  for (const { text } of lines) {
    const value = objectIn(text);
    if (value) yield value;
  }
}

/** The object in a line. A torn one is never JSON: its last character is the closing brace. */
export function objectIn(text: string): JsonLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as JsonLine) : undefined;
  } catch {
    return undefined;
  }
}

import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { readWholeSync } from '../../files/reading.ts';
import { writeFileAtomic, writeWhole } from './atomic.ts';

export type JsonLine = Record<string, unknown>;

export interface JsonLinesOptions {
  /** Drop lines whose `step` is greater: what was logged after the checkpoint from which training continues. */
  cutAfterStep?: number;
}

/**
 * A file of JSON objects, one per line, that only ever grows.
 *
 * Opening it drops a last line torn by a kill, and what `cutAfterStep` names, in one atomic rewrite; the lines that stay
 * keep their bytes. NaN and infinite numbers are written as null.
 */
export class JsonLines {
  readonly #descriptor: number;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  static open(path: string, { cutAfterStep = Number.POSITIVE_INFINITY }: JsonLinesOptions = {}): JsonLines {
    if (existsSync(path)) {
      const content = readWholeSync(path, 'checkpoint').toString();
      const kept = parseLines(content).filter(({ value }) => !(Number(value.step) > cutAfterStep));
      const wanted = kept.map(({ text }) => `${text}\n`).join('');
      if (wanted !== content) writeFileAtomic(path, wanted);
    }
    return new JsonLines(openSync(path, 'a'));
  }

  /** Writes one whole line before it returns. */
  append(value: JsonLine): void {
    writeWhole(this.#descriptor, Buffer.from(`${JSON.stringify(value)}\n`));
  }

  /** Waits until the lines are on the disk, so that even a power failure keeps them. */
  sync(): void {
    fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** The objects of a file of lines; a torn line is passed over, and a missing file has none. */
export function readJsonLines(path: string): JsonLine[] {
  return existsSync(path) ? parseLines(readWholeSync(path, 'checkpoint').toString()).map(({ value }) => value) : [];
}

/** The last `count` objects of a file of lines. */
export function readLastLines(path: string, count: number): JsonLine[] {
  if (!existsSync(path)) return [];
  return parseLines(
    readWholeSync(path, 'checkpoint')
      .toString()
      .split('\n')
      .slice(-count - 1)
      .join('\n'),
  ).map(({ value }) => value);
}

/** At most about `most` objects of a file of lines, evenly spread, the last among them: enough to draw from. */
export function readThinnedLines(path: string, most: number): JsonLine[] {
  if (!existsSync(path)) return [];
  const texts = readWholeSync(path, 'checkpoint').toString().split('\n').filter(Boolean);
  const every = Math.max(1, Math.ceil(texts.length / most));
  const kept = texts.filter((_, i) => i % every === 0 || i === texts.length - 1);
  return parseLines(kept.join('\n')).map(({ value }) => value);
}

function parseLines(content: string): { text: string; value: JsonLine }[] {
  return content.split('\n').flatMap((text) => {
    try {
      const value: unknown = JSON.parse(text);
      // A torn object is never JSON: its last character is the closing brace.
      return typeof value === 'object' && value !== null ? [{ text, value: value as JsonLine }] : [];
    } catch {
      return [];
    }
  });
}

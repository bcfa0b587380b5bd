import { Buffer } from 'node:buffer';
import { fstatSync, readSync } from 'node:fs';

/** A line of a file: its bytes lie from `start` to before `end`, its newline among them where it has one. */
export interface FileLine {
  /** Without the newline; empty where the line is longer than any that Duel writes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly hasNewline: boolean;
}

const newline = 0x0a;
const blockBytes = 1 << 16;
/** Longer lines are passed over: a file without newlines costs no memory. */
const longestLine = 1 << 20;

/** The lines of an open file from the last to the first. What is not asked for is not read. */
export function* linesBackwards(file: number): Generator<FileLine> {
  let end = fstatSync(file).size;
  /** What is known of the line that ends at `end`, in order. */
  let pieces: Buffer[] = [];
  for (let at = end; at > 0; ) {
    const from = Math.max(0, at - blockBytes);
    const block = readBytes(file, from, at);
    let stop = block.length;
    // a line's own newline is no border before it
    const borderBefore = () => lastNewline(block, Math.min(stop, end - 1 - from));
    for (let border = borderBefore(); border >= 0; border = borderBefore()) {
      const start = from + border + 1;
      yield lineOf([block.subarray(border + 1, stop), ...pieces], start, end);
      pieces = [];
      end = start;
      stop = border + 1;
    }
    pieces = end - from > longestLine ? [] : [block.subarray(0, stop), ...pieces];
    at = from;
  }
  if (end > 0) yield lineOf(pieces, 0, end);
}

/** The lines of an open file from byte `start` to before `stop`, in order; the first and the last may be parts of lines. */
export function* linesForwards(file: number, start = 0, stop = Number.POSITIVE_INFINITY): Generator<FileLine> {
  const size = Math.min(stop, fstatSync(file).size);
  let begin = start;
  let pieces: Buffer[] = [];
  for (let at = start; at < size; ) {
    const block = readBytes(file, at, Math.min(size, at + blockBytes));
    if (block.length === 0) break;
    let from = 0;
    for (let border = block.indexOf(newline); border >= 0; border = block.indexOf(newline, from)) {
      const end = at + border + 1;
      yield lineOf([...pieces, block.subarray(from, border + 1)], begin, end);
      pieces = [];
      begin = end;
      from = border + 1;
    }
    at += block.length;
    pieces = at - begin > longestLine ? [] : [...pieces, block.subarray(from)];
  }
  if (begin < size) yield lineOf(pieces, begin, size);
}

/** The bytes from `from` to before `to`, fewer where the file has become shorter. */
export function readBytes(file: number, from: number, to: number): Buffer {
  const bytes = Buffer.allocUnsafe(to - from);
  let length = 0;
  for (let count = -1; count !== 0 && length < bytes.length; length += count)
    count = readSync(file, bytes, length, bytes.length - length, from + length);
  return bytes.subarray(0, length);
}

/** The last newline before index `before`; -1 where there is none. */
const lastNewline = (block: Buffer, before: number): number =>
  before <= 0 ? -1 : block.lastIndexOf(newline, before - 1);

function lineOf(pieces: readonly Buffer[], start: number, end: number): FileLine {
  const bytes = end - start > longestLine ? Buffer.alloc(0) : Buffer.concat(pieces);
  const hasNewline = bytes.at(-1) === newline;
  return { text: bytes.toString('utf8', 0, bytes.length - (hasNewline ? 1 : 0)), start, end, hasNewline };
}

import { closeSync } from 'node:fs';
import { readBytes } from '../../files/lines.ts';
import { openToReadSync } from '../../files/reading.ts';

/** The names and numbers that a checkpoint says of itself stand at its very beginning. */
const mostBytes = 1 << 16;

/** The step that a checkpoint's file says it is of, as `Checkpoints` writes it; undefined for any other file. */
export function stepIn(path: string): string | undefined {
  try {
    const file = openToReadSync(path, 'checkpoint');
    try {
      const text = readBytes(file, 8, 8 + mostBytes).toString();
      const metadata = /^\{"__metadata__":(\{[^{}]*\})/.exec(text)?.[1];
      return metadata === undefined ? undefined : (JSON.parse(metadata) as Record<string, string>).step;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

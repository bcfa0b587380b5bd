import { relative, sep } from 'node:path';
import process from 'node:process';
import { hasControls, printableLine } from './printable.ts';

/** A path from here where that is shorter. */
export function fromHere(path: string, cwd = process.cwd()): string {
  const short = relative(cwd, path) || '.';
  return short.startsWith(`..${sep}..`) || short.length >= path.length ? path : short;
}

/** A word for the shell, also one that a stranger chose; with escapes where it holds control characters, as bash and zsh read them. */
export const quoted = (word: string): string => {
  if (hasControls(word)) return `$'${printableLine(word.replace(/[\\']/g, '\\$&'))}'`;
  return /^(?!~)[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
};

/** A path in a command that is advised. */
export const pathWord = (path: string): string => quoted(fromHere(path));

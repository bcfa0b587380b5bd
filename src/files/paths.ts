import { relative, sep } from 'node:path';
import process from 'node:process';
import { quoted } from './quoted.ts';

export { quoted };

/** A path from here where that is shorter. */
export function fromHere(path: string, cwd = process.cwd()): string {
  const short = relative(cwd, path) || '.';
  return short.startsWith(`..${sep}..`) || short.length >= path.length ? path : short;
}

/** A path in a command that is advised. */
export const pathWord = (path: string): string => quoted(fromHere(path));

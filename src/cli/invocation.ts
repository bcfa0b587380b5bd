import { basename, sep } from 'node:path';
import { fromHere, quoted } from '../files/paths.ts';
import { printableLine } from '../files/printable.ts';

export { fromHere, quoted };

/** How this process was called, so that a command that is printed can be pasted: `node bin/duel.js`, `npx duel`, `duel`. */
export function invocation(script = process.argv[1] ?? '', env = process.env, cwd = process.cwd()): string {
  if (basename(script) === 'duel.js' && !script.includes(`${sep}node_modules${sep}`))
    return `node ${quoted(fromHere(script, cwd))}`;
  return env.npm_command === 'exec' ? 'npx duel' : 'duel';
}

/** A path as one reads it: from here where that is shorter, on one line. For a command, `quoted(fromHere(path))`. */
export const shown = (path: string, cwd = process.cwd()): string => printableLine(fromHere(path, cwd));

/** Puts the way this process was called in the place of `duel` in the commands of a text. */
export function spelled(text: string, commands: readonly string[], call = invocation()): string {
  const names = commands.map((name) => name.split(' ')[0]).join('|');
  return text.replace(new RegExp(`(^|[\\s'"(])duel (?=(?:${names}|COMMAND|--help)\\b)`, 'gm'), `$1${call} `);
}

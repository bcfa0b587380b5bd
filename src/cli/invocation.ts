import { basename, relative, sep } from 'node:path';

/** How this process was called, so that a command that is printed can be pasted: `node bin/duel.js`, `npx duel`, `duel`. */
export function invocation(script = process.argv[1] ?? '', env = process.env, cwd = process.cwd()): string {
  if (basename(script) === 'duel.js' && !script.includes(`${sep}node_modules${sep}`))
    return `node ${quoted(shown(script, cwd))}`;
  return env.npm_command === 'exec' ? 'npx duel' : 'duel';
}

/** A path as one would write it here: relative where that is shorter. */
export function shown(path: string, cwd = process.cwd()): string {
  const short = relative(cwd, path) || '.';
  return short.startsWith(`..${sep}..`) || short.length >= path.length ? path : short;
}

/** A word for the shell. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** Puts the way this process was called in the place of `duel` in the commands of a text. */
export function spelled(text: string, commands: readonly string[], call = invocation()): string {
  const names = commands.map((name) => name.split(' ')[0]).join('|');
  return text.replace(new RegExp(`(^|[\\s'"(])duel (?=(?:${names}|COMMAND|--help)\\b)`, 'gm'), `$1${call} `);
}

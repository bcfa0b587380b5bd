import { hasControls, printableLine } from './printable.ts';

/** A word for the shell, also one that a stranger chose; with escapes where it holds control characters, as bash and zsh read them. */
export const quoted = (word: string): string => {
  if (hasControls(word)) return `$'${printableLine(word.replace(/[\\']/g, '\\$&'))}'`;
  return /^(?!~)[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
};

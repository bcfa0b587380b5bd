import type { DuelError } from '../errors.ts';
import { printable } from '../files/printable.ts';

const shown = (text: string | undefined): string | undefined => (text === undefined ? undefined : printable(text));

/** An error as a page is told of it: names and values of a stranger's files stand in it, without the marks that they hold. */
export const refused = ({ message, fix, where }: DuelError) => ({
  error: printable(message),
  fix: shown(fix),
  where: shown(where),
});

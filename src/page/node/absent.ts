import { DuelError } from '../../errors.ts';

/** Stands for a function of Node's that a page has nothing for: throws that, with what it is for. */
export const absent = (name: string, what: string) => (): never => {
  throw new DuelError('usage', 'page/absent', `${what}: not in a page (${name})`, { fix: 'use Duel on Node for this' });
};

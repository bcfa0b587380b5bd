import { DuelError } from 'duel-gan';

/** What is wrong with files that a person has brought, and what to bring in their place. */
export const wrong = (code: string, message: string, fix: string): DuelError =>
  new DuelError('data', `playground/${code}`, message, { fix });

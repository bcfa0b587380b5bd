import { DuelError } from '../../errors.ts';

/** Throws of a GAN whose parts do not go together. */
export function refuse(code: string, message: string, where: string, fix: string): never {
  throw new DuelError('usage', `gan/${code}`, message, { where, fix });
}

import { DuelError } from '../errors.ts';

/** An error of kind `usage` (exit code 2). */
export const usage = (
  code: string,
  message: string,
  details: { where?: string | undefined; fix?: string | undefined; cause?: unknown } = {},
): DuelError => new DuelError('usage', `usage/${code}`, message, details);

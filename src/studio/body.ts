import { z } from 'zod';
import { DuelError } from '../errors.ts';

/** Of a request that says all by its path. */
export const nothing = z.strictObject({});

/** What a request says. Throws `studio/body` where that is not what its schema takes. */
export async function bodyOf<T>(request: { json(): Promise<unknown> }, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await request.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  throw new DuelError('usage', 'studio/body', 'the studio does not understand that');
}

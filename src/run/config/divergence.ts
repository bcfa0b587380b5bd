import { z } from 'zod';
import { DuelError } from '../../errors.ts';

/** What a training does whose numbers are finite no more: it goes back to its last snapshot, and on from there. */
export const divergenceSchema = z.strictObject({
  /** How often at most, each time with other random numbers. */
  rollbacks: z.int().positive(),
  /** What learning rates are multiplied by each time. Absent: they stay. */
  rateFactor: z.number().gt(0).lt(1).optional(),
});
export type Divergence = z.output<typeof divergenceSchema>;

/** How often it goes back where nobody says how often. */
const rollbacks = 3;

/** What a person's word stands for: `stop`, `rollback` or `rollback:0.5`. */
export function divergenceOf(word: string): Divergence | undefined {
  if (word === 'stop') return undefined;
  const [isRollback, digits] = /^rollback(?::(.+))?$/.exec(word) ?? [];
  const rateFactor = digits === undefined ? undefined : Number(digits);
  if (isRollback !== undefined && (rateFactor === undefined || (rateFactor > 0 && rateFactor < 1)))
    return { rollbacks, ...(rateFactor !== undefined && { rateFactor }) };
  throw new DuelError('usage', 'config/divergence', `'${word}' is nothing that a training could do`, {
    where: '--on-divergence',
    fix: 'use stop, rollback, or rollback:0.5, which also halves the learning rates each time',
  });
}

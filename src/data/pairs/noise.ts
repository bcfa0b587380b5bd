import { z } from 'zod';
import { defineWay } from './way.ts';

/**
 * Denoising: Gaussian noise is added to every value, and what comes of it is cut to the range, as a noisy picture in a
 * file is. `deviation` is in halves of the range: 0.1 is 0.1 in [−1, 1], 0.05 in [0, 1], 12.75 in 0 … 255.
 */
export const noise = defineWay({
  schema: z.strictObject({ type: z.literal('noise'), deviation: z.number().gt(0).max(2).default(0.1) }),
  number: { key: 'deviation', means: 'the deviation in halves of the range, above 0 and at most 2' },
  says: ({ deviation }) => `each picture with noise of deviation ${deviation}, where black to white is 2`,
});

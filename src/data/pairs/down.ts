import { z } from 'zod';
import { most } from './makers/down.ts';
import { defineWay } from './way.ts';

/**
 * Super-resolution: the input is the picture at `[h / factor, w / factor, c]`, by a cubic (a = −1/2) widened by the
 * factor, so that nothing aliases, and cut to the range. As SRGAN and most since (Ledig et al. 2017, section 3.2).
 */
export const down = defineWay({
  schema: z.strictObject({ type: z.literal('down'), factor: z.int().min(2).max(most).default(4) }),
  number: { key: 'factor', means: `a whole number from 2 to ${most}` },
  says: ({ factor }) => `each picture at 1/${factor} of its height and width`,
});

import { z } from 'zod';
import { defineWay } from './way.ts';

const most = 64;

/** Deblurring: the picture through a Gaussian whose deviation is `radius` pixels, its edges repeated. */
export const blur = defineWay({
  schema: z.strictObject({ type: z.literal('blur'), radius: z.number().min(0.2).max(most).default(2) }),
  number: { key: 'radius', means: `the Gaussian's deviation in pixels, from 0.2 to ${most}` },
  says: ({ radius }) => `each picture blurred by ${radius} pixel${radius === 1 ? '' : 's'}`,
});

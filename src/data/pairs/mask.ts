import { z } from 'zod';
import { defineWay } from './way.ts';

/**
 * Inpainting: a rectangle at a random place is covered with mid-grey. The input has one channel more, `[h, w, c + 1]`,
 * which is the range's high end where the picture is covered and its low end elsewhere. Pathak et al. 2016, "Context
 * Encoders", cover a square of a quarter of the picture, in its middle or anywhere.
 *
 * The rectangle has `share` of the picture's area, as near as whole pixels allow; its sides are to each other as 1 : 2
 * to 2 : 1, evenly on a logarithmic scale, in pictures that are square.
 */
export const mask = defineWay({
  schema: z.strictObject({ type: z.literal('mask'), share: z.number().gt(0).lt(1).default(0.25) }),
  number: { key: 'share', means: 'the share of the area that is covered, above 0 and below 1' },
  says: ({ share }) => `each picture with a rectangle of ${Number((100 * share).toPrecision(3))} % of it covered`,
});

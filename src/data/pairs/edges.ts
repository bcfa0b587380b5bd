import { z } from 'zod';
import { defineWay } from './way.ts';

/**
 * Edges to photographs: the edges of the picture's luma by Canny's detector, `[h, w, 1]`, black lines on white as a
 * person draws them. The pictures of Isola et al. 2017 have edges by a network (HED) instead.
 */
export const edges = defineWay({
  schema: z.strictObject({ type: z.literal('edges') }),
  says: () => 'the edges of each picture, black on white',
});

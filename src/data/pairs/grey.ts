import { z } from 'zod';
import { defineWay } from './way.ts';

/** Colouring: the input is the picture's luma, `[h, w, 1]`. */
export const grey = defineWay({
  schema: z.strictObject({ type: z.literal('grey') }),
  says: () => 'each picture in grey',
});

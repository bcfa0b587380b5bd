import { z } from 'zod';
import type { Scaling } from '../../data/scaling.ts';

const range = z
  .strictObject({
    type: z.literal('range'),
    low: z.number(),
    high: z.number(),
    levels: z.int().min(2).optional(),
  })
  .refine(({ low, high }) => low < high, { error: 'low must be less than high', path: ['high'] });

const standard = z
  .strictObject({
    type: z.literal('standard'),
    mean: z.array(z.number()).min(1).readonly(),
    deviation: z.array(z.number().positive()).min(1).readonly(),
  })
  .refine(({ mean, deviation }) => mean.length === deviation.length, {
    error: 'as many deviations as means',
    path: ['deviation'],
  });

/** How the values of arrays and tables are scaled; see `Scaling`. */
export const scalingSchema: z.ZodType<Scaling, Scaling> = z.discriminatedUnion('type', [range, standard]);

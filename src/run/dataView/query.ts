import { z } from 'zod';
import { augmentSchema } from '../../gan/index.ts';

const whole = z.int().nonnegative();

/** Which examples are looked at: a page of all, or of one class, in an order that follows from a seed. */
const selection = {
  split: z.enum(['train', 'test']),
  /** A class by its index. */
  class: whole.max(1e7).optional(),
  seed: whole,
  /** From 0. */
  page: whole.max(1e7),
  /** Examples of a page. */
  n: z.int().positive().max(5000),
};

/** What is asked of data that are looked at before a training. */
export const dataQuerySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('open') }),
  z.strictObject({ type: z.literal('heldOut') }),
  z.strictObject({ type: z.literal('examples'), ...selection }),
  z.strictObject({
    type: z.literal('augmented'),
    ...selection,
    /** How often each example is drawn, and from which random numbers. */
    draws: z.int().positive().max(32),
    drawSeed: whole,
    /** Absent: as the data alone are drawn. */
    augment: augmentSchema.optional(),
    /** Of ADA. */
    p: z.number().min(0).max(1),
  }),
  z.strictObject({ type: z.literal('statistics') }),
  z.strictObject({ type: z.literal('check') }),
]);
export type DataQuery = z.output<typeof dataQuerySchema>;
export type Selection = Omit<Extract<DataQuery, { type: 'examples' }>, 'type'>;

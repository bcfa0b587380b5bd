import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { clip, mul, square, sub } from '../../tensor/index.ts';
import { wrongTarget } from './labels.ts';
import { defineLoss, type LossOptions } from './loss.ts';

const schema = z
  .strictObject({
    type: z.literal('leastSquares'),
    /** What D is to give for generated examples; default 0. */
    a: z.number().default(0),
    /** What D is to give for real examples; default 1. */
    b: z.number().default(1),
    /** What G wants D to give for its examples; default 1. */
    c: z.number().default(1),
  })
  .refine(({ a, b }) => a !== b, { message: 'a and b have to differ, or D has nothing to tell apart', path: ['b'] });

export const leastSquaresLoss = defineLoss({
  schema,
  of: ({ a, b, c }) => ({
    sees: 'one',
    real: (scores) => mul(square(sub(scores, b)), 0.5),
    fake: (scores) => mul(square(sub(scores, a)), 0.5),
    generator: (scores) => mul(square(sub(scores, c)), 0.5),
    // the best D gives a + (b − a) P(real) (equation 5 of the paper, rearranged)
    probabilityReal: (scores) => clip(mul(sub(scores, a), 1 / (b - a)), 0, 1),
    realIsHigh: b > a,
    scale: 1,
    reportsScores: true,
  }),
  warnings: ({ a, b, c }) => [wrongTarget('c', c, b, a)],
});

/**
 * LSGAN (Mao et al. 2017, equation 2), on scores s without an activation:
 *
 *     D: ½ E[(s_real − b)²] + ½ E[(s_fake − a)²]    G: ½ E[(s_fake − c)²]
 *
 * Default a, b, c = 0, 1, 1; with −1, 1, 0 G lowers Pearson's χ² divergence.
 */
export const leastSquares = (options: LossOptions<typeof schema> = {}) => constructed(schema, 'leastSquares', options);

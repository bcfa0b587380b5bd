import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { relu, square, sub } from '../../tensor/index.ts';
import { defineLoss } from './loss.ts';
import { meanOfEach } from './meanOfEach.ts';

const schema = z.strictObject({
  type: z.literal('ebgan'),
  /** m: the error up to which D pushes generated examples away; in units of the mean squared error of a picture. */
  margin: z.number().positive(),
});

export const ebganLoss = defineLoss({
  schema,
  of: ({ margin }) => ({
    sees: 'one',
    reconstructionError: (x, reconstruction) => meanOfEach(square(sub(x, reconstruction))),
    real: (errors) => errors,
    fake: (errors) => relu(sub(margin, errors)),
    generator: (errors) => errors,
    realIsHigh: false,
    scale: 1,
    reportsScores: true,
  }),
});

/**
 * The energy-based GAN (Zhao et al. 2017, equations 1 and 2): D is an autoencoder, and its score is the error
 * E(x) = mean (x − D(x))².
 *
 *     D: E(x) + max(0, m − E(G(z)))    G: E(G(z))
 *
 * There is no P(real): scoreReal and scoreFake are the errors. The paper's pulling-away term is an option of its own,
 * `pullingAway`.
 */
export const ebgan = (options: { margin: number }) => constructed(schema, 'ebgan', options);

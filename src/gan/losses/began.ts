import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { abs, add, clip, mean, mul, neg, sub } from '../../tensor/index.ts';
import { defineLoss, type LossOptions } from './loss.ts';
import { meanOfEach } from './meanOfEach.ts';

const schema = z.strictObject({
  type: z.literal('began'),
  /** γ: the wanted ratio of the errors on generated and on real examples; low is clean, high is diverse. Default 0.5. */
  gamma: z.number().positive().max(1).default(0.5),
  /** λ_k: how fast k follows. Default 0.001. */
  lambda: z.number().positive().default(0.001),
});

export const beganLoss = defineLoss({
  schema,
  of: ({ gamma, lambda }) => ({
    sees: 'one',
    reconstructionError: (x, reconstruction) => meanOfEach(abs(sub(x, reconstruction))),
    real: (errors, scope) => {
      scope.setState('errorReal', mean(errors));
      return errors;
    },
    fake: (errors, scope) => neg(mul(errors, scope.state('k', 0))),
    generator: (errors, scope) => {
      const k = scope.state('k', 0);
      const balance = sub(mul(scope.state('errorReal', 0), gamma), mean(errors));
      scope.setState('k', clip(add(k, mul(balance, lambda)), 0, 1));
      scope.metric('k', k);
      scope.metric('convergence', add(scope.state('errorReal', 0), abs(balance)));
      return errors;
    },
    realIsHigh: false,
    scale: 1,
    reportsScores: true,
  }),
});

/**
 * BEGAN (Berthelot et al. 2017): D is an autoencoder, and its score is the error L(x) = mean |x − D(x)|.
 *
 *     D: L(x) − k L(G(z))    G: L(G(z))    k ← clip(k + λ (γ L(x) − L(G(z))), 0, 1), from 0
 *
 * Reported beside: `k`, and `convergence`, L(x) + |γ L(x) − L(G(z))|, which falls as the pictures get better. There is no
 * P(real): scoreReal and scoreFake are the errors.
 */
export const began = (options: LossOptions<typeof schema> = {}) => constructed(schema, 'began', options);

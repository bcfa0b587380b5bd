import { z } from 'zod';
import { emaUpdate } from '../../nn/index.ts';
import { constructed } from '../../nn/problems.ts';
import { add, mean, square, stopGradient, sub } from '../../tensor/index.ts';
import { commonOptions, definePenalty, type PenaltyOptions } from './penalty.ts';

const schema = z.strictObject({
  type: z.literal('lecam'),
  ...commonOptions(0.3),
  /** Of the moving averages of D's scores, per update of D; they begin with a warm-up. Default 0.99. */
  decay: z.number().min(0).lt(1).default(0.99),
});

export const lecamPenalty = definePenalty({
  schema,
  value: ({ decay }, scope) => {
    const d = scope.dial('decay', { emaDecay: decay });
    const averaged = (side: 'real' | 'fake') => {
      const average = stopGradient(emaUpdate(scope.state(side, 0), mean(scope.scores[side]), d));
      scope.setState(side, average);
      return average;
    };
    const { real, fake } = scope.scores;
    const [alphaReal, alphaFake] = [averaged('real'), averaged('fake')];
    return add(mean(square(sub(real, alphaFake))), mean(square(sub(fake, alphaReal))));
  },
});

/**
 * LeCam regularization (Tseng et al. 2021, equation 4), for little data: D's scores of one side are not to leave the
 * moving average of the other.
 *
 *     weight · (E[(D(x) − α_fake)²] + E[(D(G(z)) − α_real)²])
 *
 * α are moving averages of D's scores, kept with the run. Default weight 0.3, decay 0.99.
 */
export const lecam = (options: PenaltyOptions<typeof schema> = {}) => constructed(schema, 'lecam', options);

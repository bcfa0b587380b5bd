import { z } from 'zod';
import { scheduleSchema } from '../../nn/index.ts';
import { hasLayer } from '../checks/warning.ts';
import { mostUpdates } from '../step/mostUpdates.ts';
import { defineTechnique } from './technique.ts';

const schema = z.strictObject({
  steps: z.int().positive().max(mostUpdates),
  /**
   * Given, D is updated in advance by plain gradient descent at this rate, as equation 7 of the paper has it (a dial,
   * 'discriminator/aheadLearningRate'); absent, by its own optimizer from where that stands.
   */
  learningRate: scheduleSchema.optional(),
});

/**
 * The unrolled GAN (Metz et al. 2017): G learns from D as it will be `steps` updates from now, and how that D follows from
 * what G makes. D itself is not changed by it.
 */
export const unrolling = defineTechnique({
  option: schema.optional(),
  of: ({ steps, learningRate }) => ({
    amounts: { 'unrolling.learningRate': learningRate },
    warnings: ({ discriminator, penalties }) => [
      [
        hasLayer(discriminator, 'batchNorm', 'conditionalBatchNorm'),
        'the discriminator has batch norm, and unrolling plays its updates in advance',
        'each update in advance has statistics of its own, which is not what D will be; use layerNorm, spectral norm or none',
      ],
      ...penalties.map(
        ({ type, every }) =>
          [
            every > 1,
            `${type} has every: ${every}, and takes no part in the updates that unrolling plays in advance`,
            'the generator learns against a discriminator that goes on without the penalty; use every: 1',
          ] as const,
      ),
    ],
    ofTheBatch: true,
    opponent: (scope, updates) => scope.lookAhead(updates, steps, { learningRate }),
  }),
});

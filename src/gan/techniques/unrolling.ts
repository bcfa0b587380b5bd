import { z } from 'zod';
import { scheduleSchema } from '../../nn/index.ts';

/**
 * The unrolled GAN (Metz et al. 2017): G learns from D as it will be `steps` updates from now, and how that D follows from
 * what G makes. D itself is not changed by it.
 */
export const unrollingSchema = z.strictObject({
  steps: z.int().positive(),
  /**
   * Given, D is updated in advance by plain gradient descent at this rate, as equation 7 of the paper has it (a dial,
   * 'discriminator/aheadLearningRate'); absent, by its own optimizer from where that stands.
   */
  learningRate: scheduleSchema.optional(),
});
export type Unrolling = z.output<typeof unrollingSchema>;

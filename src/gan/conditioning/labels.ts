import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { byClass, checkLabelInputs, labelInput } from './classes.ts';
import { type ConditioningOptions, defineConditioning } from './conditioning.ts';

const schema = z.strictObject({ type: z.literal('labels') });
const tells = ['generator', 'discriminator'] as const;

export const labelsConditioning = defineConditioning({
  schema,
  noun: 'class',
  input: labelInput,
  tells,
  condition: (_, players) => byClass(players),
  check: ({ type }, parts) => checkLabelInputs(type, tells, parts),
});

/**
 * A conditional GAN (Mirza and Osindero 2014, https://arxiv.org/abs/1411.1784): G and D are told the class,
 *
 *     D: E[f(D(x, y))] + E[f(−D(G(z, y), y))]
 *
 * Both networks have an input `label`, one-hot [classes], beside their first, and use it as they like: joined to another
 * input (`concat`), through an `embedding`, in `conditionalBatchNorm` in G, in `projection` in D (Miyato and Koyama
 * 2018). D compares generated examples with real ones of the same classes; in G's update classes are drawn evenly, or are
 * those of the real examples where G is compared with them (relativistic and contrastive losses, `featureMatching`).
 */
export const labels = (options: ConditioningOptions<typeof schema> = {}) => constructed(schema, 'labels', options);

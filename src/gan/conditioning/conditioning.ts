import { z } from 'zod';
import { scheduleSchema } from '../../nn/index.ts';

/** Networks read one-hot labels [n, classes] through an input of this name. */
export const labelInput = 'label';

const labelsSchema = z.strictObject({ type: z.literal('labels') });

const acGanSchema = z.strictObject({
  type: z.literal('acGan'),
  /** Of the classification in D's loss and in G's; a number or a schedule, and a dial. */
  weight: scheduleSchema.default(1),
  /** The discriminator's output of class logits [n, classes]. */
  output: z.string().min(1).default('classes'),
});

/** The schema of conditioning in JSON. */
export const conditioningSchema = z.discriminatedUnion('type', [labelsSchema, acGanSchema]);
export type Conditioning = z.output<typeof conditioningSchema>;

/**
 * A conditional GAN (Mirza and Osindero 2014, https://arxiv.org/abs/1411.1784): G and D are told the class,
 *
 *     D: E[f(D(x, y))] + E[f(−D(G(z, y), y))]
 *
 * Both networks have an input `label`, one-hot [classes], beside their first, and use it as they like: joined to another
 * input (`concat`), through an `embedding`, in `conditionalBatchNorm` in G, in `projection` in D (Miyato and Koyama
 * 2018). D compares generated examples with real ones of the same classes; in G's update classes are drawn evenly.
 */
export const labels = () => labelsSchema.parse({ type: 'labels' });

/**
 * AC-GAN (Odena, Olah and Shlens 2017, https://arxiv.org/abs/1610.09585): G is told the class, D names it. With D's
 * class logits a(x), both D and G lower
 *
 *     weight · E[−log softmax(a(x))_y]
 *
 * D on real and on generated examples, G on generated ones. G has an input `label`; D has a second output `classes`.
 */
export const acGan = (options: Omit<z.input<typeof acGanSchema>, 'type'> = {}) =>
  acGanSchema.parse({ type: 'acGan', ...options });

import { z } from 'zod';
import { scheduleSchema } from '../../nn/index.ts';

/** Networks read one-hot labels [n, classes] through an input of this name. */
export const labelInput = 'label';
/** A generator reads the codes of an InfoGAN [n, codeWidth] through an input of this name. */
export const codeInput = 'code';

const labelsSchema = z.strictObject({ type: z.literal('labels') });

const acGanSchema = z.strictObject({
  type: z.literal('acGan'),
  /** Of the classification in D's loss and in G's; a number or a schedule, and a dial. */
  weight: scheduleSchema.default(1),
  /** The discriminator's output of class logits [n, classes]. */
  output: z.string().min(1).default('classes'),
});

const infoGanSchema = z.strictObject({
  type: z.literal('infoGan'),
  /** Categorical codes, by how many values each has: `[10]`. Default: none. */
  discrete: z.array(z.int().min(2)).readonly().default([]),
  /** How many continuous codes there are, each U(−1, 1). Default 0. */
  continuous: z.int().nonnegative().default(0),
  /** λ of the categorical codes; a number or a schedule, and a dial. Default 1. */
  discreteWeight: scheduleSchema.default(1),
  /** λ of the continuous codes; a number or a schedule, and a dial. Default 0.1. */
  continuousWeight: scheduleSchema.default(0.1),
  /** The discriminator's output of logits and means [n, codeWidth], laid out as codes are. */
  output: z.string().min(1).default('codes'),
});

/** The schema of conditioning in JSON. */
export const conditioningSchema = z.discriminatedUnion('type', [labelsSchema, acGanSchema, infoGanSchema]);
export type Conditioning = z.output<typeof conditioningSchema>;
export type InfoGan = z.output<typeof infoGanSchema>;

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

/**
 * InfoGAN (Chen et al. 2016, https://arxiv.org/abs/1606.03657): G is told codes c that it may give a meaning of its own, and
 * Q, which shares D's body, reads them out of what G makes. Both maximize a lower bound of the mutual information of c
 * and G(z, c) (equations 5 and 6); D's update (with Q) and G's both lower
 *
 *     λ · −E[log Q(c | G(z, c))]
 *
 * A categorical code is even over its values, Q a softmax: −log softmax(q)_c, λ = `discreteWeight`. A continuous code is
 * U(−1, 1), Q a Gaussian of mean q and variance 1: ½ (c − q)², λ = `continuousWeight`. The paper's appendix lets Q say
 * the deviation too; its published code for MNIST fixes it at 1, as is done here. Where D lowers the mean of both sides
 * (`crossEntropy` with order 'together') the term is halved with them, so that λ weighs what it does in the paper.
 *
 * G has an input `code` [codeWidth] beside its first: categorical codes one-hot, one after the other, then the continuous
 * ones. D has a second output `codes` of the same width. Labels of the data are not used.
 *
 * @example infoGan({ discrete: [10], continuous: 2 })
 */
export const infoGan = (options: Omit<z.input<typeof infoGanSchema>, 'type'> = {}) =>
  infoGanSchema.parse({ type: 'infoGan', ...options });

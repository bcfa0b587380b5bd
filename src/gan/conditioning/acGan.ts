import { z } from 'zod';
import { scheduleSchema } from '../../nn/index.ts';
import { constructed } from '../../nn/problems.ts';
import { logSoftmax, mean, mul, neg, sum } from '../../tensor/index.ts';
import { byClass, checkLabelInputs, labelInput } from './classes.ts';
import { type JudgedSide, repeated } from './condition.ts';
import { type ConditioningOptions, checkHead, defineConditioning } from './conditioning.ts';

const schema = z.strictObject({
  type: z.literal('acGan'),
  /** Of the classification in D's loss and in G's; a number or a schedule, and a dial. */
  weight: scheduleSchema.default(1),
  /** The discriminator's output of class logits [n, classes]. */
  output: z.string().min(1).default('classes'),
});

const metrics: Partial<Record<JudgedSide, string>> = { real: 'classLoss', both: 'classLoss', generator: 'gClassLoss' };
const tells = ['generator'] as const;

export const acGanConditioning = defineConditioning({
  schema,
  noun: 'class',
  input: labelInput,
  tells,
  condition: ({ weight, output }, players) => ({
    ...byClass(players),
    term: (scope, on, outputs, labels) => {
      const logits = outputs[output]!;
      const right = sum(mul(logSoftmax(logits), repeated(labels!, logits.shape[0]!)), [1]);
      const value = neg(mean(right));
      const metric = metrics[on];
      if (metric) scope.metric(metric, value);
      const weighted = mul(value, scope.dial('conditioning/weight', weight));
      // the mean of both sides, where the loss is their sum
      return on === 'both' ? mul(weighted, 2) : weighted;
    },
  }),
  amounts: ({ weight }) => ({ 'conditioning.weight': weight }),
  check: ({ type, output }, parts) => {
    checkLabelInputs(type, tells, parts);
    checkHead(type, output, parts);
  },
});

/**
 * AC-GAN (Odena, Olah and Shlens 2017, https://arxiv.org/abs/1610.09585): G is told the class, D names it. With D's
 * class logits a(x), both D and G lower
 *
 *     weight · E[−log softmax(a(x))_y]
 *
 * D on real and on generated examples, G on generated ones. G has an input `label`; D has a second output `classes`.
 */
export const acGan = (options: ConditioningOptions<typeof schema> = {}) => constructed(schema, 'acGan', options);

import { z } from 'zod';
import { greaterEqual, logSoftmax, max, mean, mul, neg, oneHot, sum, toFloat } from '../tensor/index.ts';
import { type Game, playerSchema } from './game.ts';

/** A game of one player: a network that learns to name the class of an example. */
export const classifierSchema = z.strictObject({
  type: z.literal('classifier'),
  /** Gives a logit for each class. */
  classifier: playerSchema,
  batch: z.int().positive(),
});
export type ClassifierSpec = z.output<typeof classifierSchema>;

/** A classifier from its network and optimizer. */
export const classifier = (options: Omit<z.input<typeof classifierSchema>, 'type'>): ClassifierSpec =>
  classifierSchema.parse({ type: 'classifier', ...options });

/** Softmax cross-entropy on labelled examples. */
export const classifierGame = (spec: ClassifierSpec): Game => ({
  players: { classifier: spec.classifier },
  batch: spec.batch,
  moves: [
    {
      name: 'classifier',
      updates: ['classifier'],
      objective: (scope) => {
        const logits = scope.play('classifier', scope.examples('train', spec.batch));
        const target = oneHot(scope.labels('train', spec.batch), scope.classCount);
        const loss = neg(mean(sum(mul(target, logSoftmax(logits)), [1])));
        scope.metric('loss', loss);
        scope.metric('accuracy', mean(toFloat(greaterEqual(sum(mul(target, logits), [1]), max(logits, [1])))));
        return loss;
      },
    },
  ],
});

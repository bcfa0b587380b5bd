import { z } from 'zod';
import { describe } from '../../nn/index.ts';
import { constructed } from '../../nn/problems.ts';
import { greaterEqual, logSoftmax, max, mean, mul, neg, oneHot, softmax, sum, toFloat } from '../../tensor/index.ts';
import { type Game, playerSchema } from '../game.ts';
import { defineGame } from './kind.ts';

const schema = z.strictObject({
  type: z.literal('classifier'),
  /** Gives a logit for each class. */
  classifier: playerSchema,
  batch: z.int().positive(),
});
export type ClassifierSpec = z.output<typeof schema>;

/** A classifier from its network and optimizer. */
export const classifier = (options: Omit<z.input<typeof schema>, 'type'>): ClassifierSpec =>
  constructed(schema, 'classifier', options);

/** Softmax cross-entropy on labelled examples. */
const game = (spec: ClassifierSpec): Game => ({
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

/** A game of one player: a network that learns to name the class of an example. */
export const classifierKind = defineGame({
  schema,
  players: (spec) => ({ classifier: spec.classifier }),
  game,
  role: () => ({ takes: 'images', gives: (y) => ({ logits: y, probabilities: softmax(y) }) }),
  makers: () => [],
  classifier: () => 'classifier',
  classCount: (spec) => describe(spec.classifier.network).outputShape.at(-1),
  batches: ({ batch }) => ({ batch }),
  withBatch: (spec, batch) => ({ ...spec, batch }),
  draws: ({ batch }) => batch,
});

import { z } from 'zod';
import { scheduleEnds, scheduleSchema } from '../../nn/index.ts';
import { add, mean, mul, square, sub, sum, type Tensor } from '../../tensor/index.ts';
import { checkFeatures } from '../checks/features.ts';
import { refuse } from '../checks/refuse.ts';
import { defineTechnique } from './technique.ts';

const schema = z.strictObject({
  /** The layer: one of the outputs of D's network, beside its score. */
  layer: z.string(),
  /** A dial, 'featureMatching/weight'. Default 1. */
  weight: scheduleSchema.default(1),
  /** What G's usual loss is multiplied with before it is added. Default 0: features take its place. */
  adversarial: z.number().nonnegative().default(0),
});

/** ‖E f(x) − E f(G(z))‖², for features [n, …]. */
export const featureDistance = (real: Tensor, fake: Tensor): Tensor =>
  sum(square(sub(mean(real, [0]), mean(fake, [0]))));

/**
 * Feature matching (Salimans et al. 2016, section 3.1): G is to give the features of a layer of D the mean that real
 * examples give them.
 */
export const featureMatching = defineTechnique({
  option: schema.optional(),
  of: ({ layer, weight, adversarial }) => ({
    amounts: { 'featureMatching.weight': weight },
    check: ({ discriminator }) => {
      checkFeatures(layer, discriminator, 'feature matching reads', 'featureMatching.layer');
      if (adversarial === 0 && Math.max(...scheduleEnds(weight)) === 0)
        refuse(
          'no-objective',
          'the generator learns from nothing: features have weight 0, and so has its usual loss',
          'featureMatching',
          'give weight or adversarial a number above 0, or leave featureMatching out',
        );
    },
    ofTheBatch: true,
    objective: {
      of: ({ scope, real, fake }, usual) => {
        const distance = featureDistance(real().outputs[layer]!, fake.outputs[layer]!);
        scope.metric('featureMatching', distance);
        const matched = mul(distance, scope.dial('featureMatching/weight', weight));
        return adversarial === 0 ? matched : add(matched, mul(usual(), adversarial));
      },
      compares: true,
      replaces: adversarial === 0 ? 'feature matching' : undefined,
    },
  }),
});

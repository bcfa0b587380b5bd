import { z } from 'zod';
import { scheduleSchema } from '../../nn/index.ts';
import { parseAt } from '../../nn/problems.ts';
import { augmentSchema } from '../augment/augmentation.ts';
import { checkGan } from '../checks/ganChecks.ts';
import { conditioningSchema } from '../conditioning/conditioning.ts';
import { playerSchema } from '../game.ts';
import { crossEntropy, lossSchema } from '../losses/index.ts';
import { penaltySchema } from '../penalties/index.ts';
import { featureMatchingSchema } from '../techniques/featureMatching.ts';
import { historicalAveragingSchema } from '../techniques/historicalAveraging.ts';
import { pullingAwaySchema } from '../techniques/pullingAway.ts';
import { topKSchema } from '../techniques/topK.ts';
import { unrollingSchema } from '../techniques/unrolling.ts';

/** A GAN of one generator and one discriminator, in JSON. */
export const ganSchema = z
  .strictObject({
    type: z.literal('gan'),
    generator: playerSchema,
    discriminator: playerSchema,
    /** Latents in G's update, and real (and as many generated) examples in each of D's. */
    batch: z.strictObject({ generator: z.int().positive(), discriminator: z.int().positive() }),
    loss: lossSchema.default(crossEntropy()),
    /**
     * 'separate': D is updated on real examples and then again on generated ones, as Keras tutorials do; 'together':
     * D is updated once on both, as PyTorch's do.
     */
    order: z.enum(['separate', 'together']).default('together'),
    /** Whether D's generated examples come from G in inference mode (`predict`) or as it trains. */
    fakes: z.enum(['inference', 'training']).default('training'),
    /** D is shown all examples, real and generated, after random transformations. Default: as they are. */
    augment: augmentSchema.optional(),
    /** What G is told of what it is to make: classes, `labels()` or `acGan()`, or codes, `infoGan()`. Default: nothing. */
    conditioning: conditioningSchema.optional(),
    /** D's updates (each on fresh examples) for one of G. */
    discriminatorSteps: z.int().positive().default(1),
    /** What is added to D's loss: `[r1({ weight: 10, every: 16 })]`. */
    penalties: z.array(penaltySchema).default([]),
    /** Examples that D judges at once; its network takes `packed(shape, packing)`. Default 1. */
    packing: z.int().positive().default(1),
    /** Standard deviation of the noise on all that D sees: a number or a schedule, and a dial. Default: none. */
    instanceNoise: scheduleSchema.optional(),
    topK: topKSchema.optional(),
    unrolling: unrollingSchema.optional(),
    featureMatching: featureMatchingSchema.optional(),
    pullingAway: pullingAwaySchema.optional(),
    historicalAveraging: historicalAveragingSchema.optional(),
  })
  .transform((spec) => {
    checkGan(spec);
    return spec;
  });
export type GanSpec = z.output<typeof ganSchema>;

/**
 * A GAN from its parts; see `ganSchema` for the options and their defaults.
 *
 * @throws DuelError where the parts do not go together, with the reason
 */
export const gan = (options: Omit<z.input<typeof ganSchema>, 'type'>): GanSpec =>
  parseAt(ganSchema, { type: 'gan', ...options }, 'gan', 'gan/invalid');

/** The batch of G's update changed to `generator`; D's halves keep their proportion. */
export function resizeGan(spec: GanSpec, generator: number): GanSpec {
  const ratio = spec.batch.discriminator / spec.batch.generator;
  return ganSchema.parse({
    ...spec,
    batch: { generator, discriminator: Math.max(1, Math.round(generator * ratio)) },
  });
}

import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { augmentSchema } from '../augment/registry.ts';
import { checkGan } from '../checks/ganChecks.ts';
import { conditioningSchema } from '../conditioning/registry.ts';
import { playerSchema } from '../game.ts';
import { crossEntropy, lossSchema } from '../losses/index.ts';
import { penaltySchema } from '../penalties/index.ts';
import { mostUpdates } from '../step/mostUpdates.ts';
import { optionsOf, type Techniques, techniques } from '../techniques/registry.ts';
import { partsOf, usedBy } from './ganParts.ts';
import { checkJudgedAtOnce } from './judgedInParts.ts';

const core = {
  type: z.literal('gan'),
  generator: playerSchema,
  discriminator: playerSchema,
  /** Latents in G's update, and real (and as many generated) examples in each of D's. */
  batch: z.strictObject({ generator: z.int().positive(), discriminator: z.int().positive() }),
  /**
   * How many examples D judges at a time, of each kind where it sees both: its own updates and G's take their gradients
   * batch by batch in equal parts of so many at most, up to eight, with the same result and less memory. Where something
   * looks at the batch as a whole D judges all, with a warning. Default: all.
   */
  judgedAtOnce: z.int().positive().optional(),
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
  /** D's updates (each on fresh examples) for one of G, 1 to 1000. */
  discriminatorSteps: z.int().positive().max(mostUpdates).default(1),
  /** What is added to D's loss: `[r1({ weight: 10, every: 16 })]`. */
  penalties: z.array(penaltySchema).default([]),
};
const coreSchema = z.strictObject(core);
/** A GAN without its techniques. */
export type GanCore = z.output<typeof coreSchema>;

/** A GAN of one generator and one discriminator, in JSON, with the options of these techniques. */
export const ganSchemaWith = <T extends Techniques>(known: T) =>
  z.strictObject({ ...core, ...optionsOf(known) }).transform((spec) => {
    const gan = spec as unknown as GanCore;
    const used = usedBy(gan, known);
    checkGan(gan, partsOf(gan, used), [...used.values()]);
    checkJudgedAtOnce(gan);
    return spec;
  });

/** A GAN of one generator and one discriminator, in JSON. */
export const ganSchema = ganSchemaWith(techniques);
export type GanSpec = z.output<typeof ganSchema>;

/**
 * A GAN from its parts; see `ganSchema` for the options and their defaults.
 *
 * @throws DuelError where the parts do not go together, with the reason
 */
export const gan = (options: Omit<z.input<typeof ganSchema>, 'type'>): GanSpec =>
  constructed(ganSchema, 'gan', options, {}, { code: 'gan/invalid' });

/** The batch of G's update changed to `generator`; D's halves keep their proportion, and it is judged in no more parts. */
export function resizeGan(spec: GanSpec, generator: number): GanSpec {
  const ratio = spec.batch.discriminator / spec.batch.generator;
  const growth = Math.max(1, generator / spec.batch.generator);
  return ganSchema.parse({
    ...spec,
    batch: { generator, discriminator: Math.max(1, Math.round(generator * ratio)) },
    ...(spec.judgedAtOnce !== undefined && { judgedAtOnce: Math.ceil(spec.judgedAtOnce * growth) }),
  });
}

import { z } from 'zod';
import { defineTechnique, type TechniqueStage, type Whole } from '../technique.ts';
import { growthOf, type Size } from './growth.ts';
import { grownDiscriminator, grownGenerator } from './networks.ts';

const schema = z.strictObject({
  /** Heights of the pictures at which it trains, smallest first, the last that of the data. Default: all that both networks pass through. */
  sizes: z.array(z.int().positive()).min(2).readonly().optional(),
  /** Real pictures that D is shown while a size is faded in. Default: as `stabilise`; without both, the training is shared out evenly. */
  fade: z.int().positive().optional(),
  /** Those that it is shown before the next size. Default: as `fade`. */
  stabilise: z.int().positive().optional(),
});
type Growing = z.output<typeof schema>;

/**
 * Progressive growing (Karras et al. 2018): the training begins with small pictures, and both networks grow, layer by layer
 * of their own, until the last stages train them whole. Each size is faded in and then trained on for a while.
 *
 * The networks are those of the full size. G is cut where it first has a size, and a 1 × 1 convolution like its last layer
 * makes pictures of what is there; D is cut where it comes down to that size, after a 1 × 1 convolution like its first.
 *
 * @example gan({ …, growing: { sizes: [8, 16, 32], fade: 100_000, stabilise: 100_000 } })
 */
export const growing = defineTechnique({
  option: schema.optional(),
  of: (config) => ({
    check: ({ generator, discriminator }) => {
      growthOf(generator.network, discriminator.network, config.sizes);
    },
    stages: (whole, steps) => stagesOf(config, whole, steps),
  }),
});

/** Each size but the first is faded in, and then trained on for a while, the last to the end. */
function stagesOf(config: Growing, whole: Whole, steps: number): TechniqueStage[] {
  const sizes = growthOf(whole.generator.network, whole.discriminator.network, config.sizes);
  const lengths = lengthsOf(config, whole, steps / (2 * sizes.length - 1));
  const stages: TechniqueStage[] = [];
  let done = 0;
  sizes.forEach((size, i) => {
    const before = sizes[i - 1];
    const stage = { resolution: size.side, about: size.side.join('×') };
    if (before) {
      const fading = { from: done, steps: lengths.fade, factor: size.side[0] / before.side[0] };
      const changes = { ...networksAt(whole, size, before), fading };
      stages.push({ ...stage, about: `${stage.about}, fading in`, until: done + lengths.fade, changes });
      done += lengths.fade;
    }
    done += lengths.stabilise;
    stages.push({ ...stage, until: done, changes: networksAt(whole, size) });
  });
  return stages;
}

/** Of a phase in steps; a step shows D so many real pictures. */
function lengthsOf({ fade, stabilise }: Growing, { batch, discriminatorSteps }: Whole, even: number) {
  const inSteps = (pictures: number) => Math.max(1, Math.round(pictures / (batch.discriminator * discriminatorSteps)));
  const evenly = Math.max(1, Math.floor(even));
  const [rising, steady] = [fade ?? stabilise, stabilise ?? fade];
  return {
    fade: rising === undefined ? evenly : inSteps(rising),
    stabilise: steady === undefined ? evenly : inSteps(steady),
  };
}

/** Both players, as far as they have grown. */
const networksAt = ({ generator, discriminator }: Whole, size: Size, before?: Size) => ({
  generator: { ...generator, network: grownGenerator(generator.network, size.generator, before?.generator) },
  discriminator: {
    ...discriminator,
    network: grownDiscriminator(discriminator.network, size.discriminator, before?.discriminator),
  },
});

import { z } from 'zod';
import { type NamedTensors, type Schedule, scheduleEnds, scheduleSchema } from '../../nn/index.ts';
import { abs, add, mean, square, stopGradient, sub, type Tensor } from '../../tensor/index.ts';

/** How far what is made may be from what it is to be, pixel by pixel. */
export const pixelSchema = (weight: number) =>
  z.strictObject({
    /** l1: the mean of |x − y|. l2: that of (x − y)², which blurs more (Isola et al. 2017, section 3.1). Default 'l1'. */
    type: z.enum(['l1', 'l2']).default('l1'),
    /** A number or a schedule; a dial. */
    weight: scheduleSchema.default(weight),
  });
export type PixelLoss = z.output<ReturnType<typeof pixelSchema>>;

export const pixelDistance = ({ type }: Pick<PixelLoss, 'type'>, made: Tensor, wanted: Tensor): Tensor => {
  const difference = sub(made, wanted);
  return mean(type === 'l1' ? abs(difference) : square(difference));
};

/** How far what a discriminator has of both in its layers may differ: Wang et al. 2018, pix2pixHD, equation 4. */
export const featuresSchema = z.strictObject({
  /** Outputs of the discriminator's network. Default: all beside its scores. */
  layers: z.array(z.string()).min(1).readonly().optional(),
  /** A number or a schedule; a dial. Default 10. */
  weight: scheduleSchema.default(10),
});
export type FeaturesLoss = z.output<typeof featuresSchema>;

/** The sum over layers of the mean of |f(x) − f(y)|. */
export const featureDistance = (layers: readonly string[], made: NamedTensors, real: NamedTensors): Tensor =>
  layers.map((layer) => mean(abs(sub(made[layer]!, stopGradient(real[layer]!))))).reduce((a, b) => add(a, b));

/** Whether a weight is 0 from beginning to end. */
export const isNothing = (weight: Schedule): boolean => scheduleEnds(weight).every((end) => end === 0);

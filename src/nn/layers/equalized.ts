import { z } from 'zod';
import { mul, type Shape, type Tensor } from '../../tensor/index.ts';
import { type Initializer, randomNormal } from '../initializers.ts';
import type { LayerScope } from '../layer.ts';

const settingsSchema = z.strictObject({
  /** Standard deviation of the effective kernel times √fanIn; default √2, and 1 is usual for a last layer. */
  gain: z.number().positive().default(Math.SQRT2),
  /** How much faster kernel and bias learn than the optimizer alone would have them; default 1. */
  learningRateMultiplier: z.number().positive().default(1),
});

/**
 * Equalised learning rate (Karras et al. 2018, section 4.1, with StyleGAN's multiplier λ): the layer computes with
 * kernel · gain · λ / √fanIn and bias · λ, and the kernel begins as N(0, 1 / λ²) whatever its initializer says. Adam
 * moves every weight by about the learning rate, whatever its scale; with all weights of scale 1, all layers learn alike.
 *
 * `true` is a gain of √2 and a multiplier of 1. StyleGAN2 divides the √2 between the kernels (gain 1) and what follows
 * the activations; here the kernels have it, as in StyleGAN.
 */
export const equalizedSchema = z.union([z.boolean(), settingsSchema]);

interface Options {
  readonly equalized?: z.output<typeof equalizedSchema> | undefined;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
}

const settingsOf = (equalized: Options['equalized']) =>
  equalized === true ? settingsSchema.parse({}) : equalized || undefined;

/** The kernel that the layer computes with. `fanIn` counts the values that feed one output. */
export function kernelOf(scope: LayerScope, shape: Shape, fanIn: number, options: Options): Tensor {
  const settings = settingsOf(options.equalized);
  if (!settings) return scope.parameter('kernel', shape, options.kernelInitializer);
  const { gain, learningRateMultiplier } = settings;
  const kernel = scope.parameter('kernel', shape, randomNormal(1 / learningRateMultiplier));
  return mul(kernel, (gain * learningRateMultiplier) / Math.sqrt(fanIn));
}

/** The bias that the layer adds. */
export function biasOf(scope: LayerScope, length: number, options: Options): Tensor {
  const bias = scope.parameter('bias', [length], options.biasInitializer);
  const multiplier = settingsOf(options.equalized)?.learningRateMultiplier ?? 1;
  return multiplier === 1 ? bias : mul(bias, multiplier);
}

import { z } from 'zod';
import { describe, emaUpdate, scheduleSchema } from '../../nn/index.ts';
import { add, div, grad, mean, mul, reshape, sizeOf, sqrt, square, sub, sum, type Tensor } from '../../tensor/index.ts';
import { forgottenBetween } from '../checks/lazyWarnings.ts';
import type { GanParts } from '../checks/parts.ts';
import { refuse } from '../checks/refuse.ts';
import { hasLayer } from '../checks/warning.ts';
import { defineTechnique, type GeneratorUpdate } from './technique.ts';

const schema = z.strictObject({
  /** A dial, 'pathLength/weight'. Default 2, as in StyleGAN2. */
  weight: scheduleSchema.default(2),
  /** Computed on every so many steps alone, and then as many times as strong. Default 4. */
  every: z.int().positive().default(4),
  /** How much of the average length stays each time that it is computed, in [0, 1). Default 0.99. */
  decay: z.number().min(0).lt(1).default(0.99),
  /** The output of G's network that steps are taken in, such as what a mapping network gives. Default: the latents. */
  layer: z.string().min(1).optional(),
});

/**
 * ‖Jᵀ y‖ of each example, [n], where J is the slope of what G makes with respect to `from` [n, …]. With y ~ N(0, 1),
 * divided by the root of the number of pixels, it says how far a step there goes in pictures.
 */
function lengths({ scope, made }: Pick<GeneratorUpdate, 'scope' | 'made'>, from: Tensor): Tensor {
  const pixels = sizeOf(made.shape.slice(1, -1));
  const y = div(scope.noise('generator.pathLength', 'normal', made.shape), Math.sqrt(pixels));
  const [slope] = grad(sum(mul(made, y)), [from]);
  const n = from.shape[0]!;
  // the small number gives √ a slope where what is made does not depend on the latent
  return sqrt(add(sum(square(reshape(slope!, [n, sizeOf(from.shape) / n])), [1]), 1e-12));
}

/**
 * Path length regularization (Karras et al. 2020, StyleGAN2, equation 4): equal steps of a latent w are to change what G
 * makes by equal amounts, whatever the direction.
 *
 *     G: weight · E[(‖J_wᵀ y‖ − a)²]    y ~ N(0, 1) / √pixels,   a ← decay · a + (1 − decay) · E‖J_wᵀ y‖, from 0
 *
 * a is kept with the run, as `pathLength/mean`. As in the authors' program gradients flow through it, too; unlike there
 * the term takes the latents of G's update and all of them, and no learning rate is made up for its laziness.
 */
export const pathLength = defineTechnique({
  option: schema.optional(),
  of: ({ weight, every, decay, layer }) => ({
    amounts: { 'pathLength.weight': weight },
    check: (parts) => checkLayer(layer, parts),
    warnings: ({ generator }) => [
      [
        hasLayer(generator, 'batchNorm', 'conditionalBatchNorm'),
        'the generator has batch norm, and pathLength measures how what it makes of each latent follows from that',
        'batch norm lets it follow from the whole batch; use pixelNorm, instanceNorm or none',
      ],
      forgottenBetween('pathLength', every, 'generator', generator),
    ],
    ofTheBatch: true,
    generator: (update) => {
      const { scope, latents, outputs } = update;
      const length = lengths(update, layer === undefined ? latents : outputs[layer]!);
      const before = scope.state('pathLength/mean', [], 0);
      const average = emaUpdate(before, mean(length), decay);
      scope.metric('pathLengthMean', before);
      return {
        name: 'pathLength',
        every,
        weight: scope.dial('pathLength/weight', weight),
        value: mean(square(sub(length, average))),
        kept: { 'pathLength/mean': average },
      };
    },
  }),
});

function checkLayer(layer: string | undefined, { generator: { network } }: GanParts): void {
  if (layer === undefined) return;
  const [main, ...others] = Object.keys(describe(network).outputShapes);
  if (!others.includes(layer))
    refuse(
      'path-layer',
      `path lengths are measured from the generator's output '${layer}', and beside what it makes its outputs are ${others.join(', ') || 'none'}`,
      'pathLength.layer',
      `name the layer in the network's outputs, after what it makes: network(…, { outputs: ['${main}', '${layer}'] })`,
    );
}

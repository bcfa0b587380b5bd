import { add, mul, sameShape, shapeError, sub, type Tensor } from '../../tensor/index.ts';
import { defineConditioned, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';

const schema = layerSchema('fadeIn', {});

export const fadeInLayer = defineConditioned('fadeIn', schema, (before, after, _, scope): Tensor => {
  if (!sameShape(before.shape, after.shape)) throw shapeError('fadeIn', 'two tensors of one shape', before, after);
  const alpha = scope.statistic('alpha', [], 0);
  return add(mul(before, sub(1, alpha)), mul(after, alpha));
});

/**
 * What is new takes the place of what was there before, little by little (Karras et al. 2018, section 2):
 *
 *     y = (1 − α) before + α after
 *
 * Both have the shape of y. α, in [0, 1], is part of the network's state like a moving mean, so that a checkpoint's network
 * is sampled and exported as it is; the game sets it (`gan({ fading })`). Before that it is 0.
 */
export const fadeIn = (
  inputs: readonly [before: string, after: string],
  options: LayerOptions<typeof schema, 'inputs'> = {},
): Layer => layer(schema, 'fadeIn', options, { inputs });

import { z } from 'zod';
import {
  add,
  constant,
  div,
  image,
  mean,
  mul,
  reshape,
  type Shape,
  shapeError,
  sqrt,
  square,
  sub,
  type Tensor,
} from '../../tensor/index.ts';
import { initializerSchema } from '../initializers.ts';
import { defineLayer, type Layer, type LayerOptions, type LayerScope, layer, layerSchema } from '../layer.ts';
import { normalized } from './normalized.ts';

const options = {
  /** Added to the variance; default 1e-3. */
  epsilon: z.number().positive().default(1e-3),
  /** Adds beta, one value per channel; default true. */
  center: z.boolean().default(true),
  /** Multiplies by gamma, one value per channel; default true. */
  scale: z.boolean().default(true),
  /** Default 'ones'. */
  gammaInitializer: initializerSchema.default('ones'),
  /** Default 'zeros'. */
  betaInitializer: initializerSchema.default('zeros'),
};
const schemas = {
  layerNorm: layerSchema('layerNorm', options),
  instanceNorm: layerSchema('instanceNorm', options),
  groupNorm: layerSchema('groupNorm', {
    ...options,
    /** Groups of neighbouring channels; divides the channels. Default 32. */
    groups: z.int().positive().default(32),
  }),
};
const pixelNormSchema = layerSchema('pixelNorm', {
  /** Added to the mean square; default 1e-8. */
  epsilon: z.number().positive().default(1e-8),
});
type Options = Omit<z.output<typeof schemas.layerNorm>, 'type'>;

/**
 * gain (x − mean) / √(variance + ε) + shift over `axes`, which stay of length 1 in mean and variance. Gain (default 1) and
 * shift (default 0) are the same along these axes.
 */
export function standardize(
  x: Tensor,
  axes: readonly number[],
  epsilon: number,
  gain: Tensor = constant(1),
  shift?: Tensor,
): Tensor {
  const centred = sub(x, mean(x, axes, true));
  const variance = mean(square(centred), axes, true);
  return normalized({ x, centred, variance, gain, shift }, epsilon);
}

/** gamma and beta per channel, as far as the options want them. */
function gainAndShift(
  x: Tensor,
  config: Options,
  scope: LayerScope,
): [gain: Tensor | undefined, shift: Tensor | undefined] {
  const shape: Shape = [x.shape[x.rank - 1]!];
  return [
    config.scale ? scope.parameter('gamma', shape, config.gammaInitializer) : undefined,
    config.center ? scope.parameter('beta', shape, config.betaInitializer) : undefined,
  ];
}

/** x · gamma + beta per channel. */
function scaleAndShift(x: Tensor, config: Options, scope: LayerScope): Tensor {
  const [gain, shift] = gainAndShift(x, config, scope);
  const scaled = gain ? mul(x, gain) : x;
  return shift ? add(scaled, shift) : scaled;
}

/** Each group of channels of each image for itself. */
function standardizeGroups(x: Tensor, groups: number, epsilon: number): Tensor {
  const [n, h, w, c] = image('groupNorm', x);
  if (c % groups !== 0) throw shapeError('groupNorm', `channels divisible by ${groups} groups`, x);
  return reshape(standardize(reshape(x, [n, h * w, groups, c / groups]), [1, 3], epsilon), x.shape);
}

export const layerNormLayer = defineLayer('layerNorm', schemas.layerNorm, (x, config, scope) =>
  scaleAndShift(standardize(x, [x.rank - 1], config.epsilon), config, scope),
);
export const instanceNormLayer = defineLayer('instanceNorm', schemas.instanceNorm, (x, config, scope) => {
  image('instanceNorm', x);
  return standardize(x, [1, 2], config.epsilon, ...gainAndShift(x, config, scope));
});
export const groupNormLayer = defineLayer('groupNorm', schemas.groupNorm, (x, config, scope) =>
  scaleAndShift(standardizeGroups(x, config.groups, config.epsilon), config, scope),
);

export const pixelNormLayer = defineLayer('pixelNorm', pixelNormSchema, (x, { epsilon }) =>
  div(x, sqrt(add(mean(square(x), [x.rank - 1], true), epsilon))),
);

/** Divides each pixel by the root mean square of its channels (Karras et al. 2018, section 4.2). [n, …, c]. */
export const pixelNorm = (options: LayerOptions<typeof pixelNormSchema> = {}): Layer =>
  layer(pixelNormSchema, 'pixelNorm', options);
/** Normalises each example over its last axis, each pixel for itself (Ba et al. 2016, as in Keras). [n, …, c]. */
export const layerNorm = (options: LayerOptions<typeof schemas.layerNorm> = {}): Layer =>
  layer(schemas.layerNorm, 'layerNorm', options);
/** Normalises each channel of each image (Ulyanov et al. 2016). [n, h, w, c]. */
export const instanceNorm = (options: LayerOptions<typeof schemas.instanceNorm> = {}): Layer =>
  layer(schemas.instanceNorm, 'instanceNorm', options);
/** Normalises each of `groups` (default 32) groups of channels of each image (Wu and He 2018). [n, h, w, c]. */
export const groupNorm = (groups = 32, options: LayerOptions<typeof schemas.groupNorm, 'groups'> = {}): Layer =>
  layer(schemas.groupNorm, 'groupNorm', options, { groups });

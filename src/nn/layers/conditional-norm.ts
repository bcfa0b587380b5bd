import { z } from 'zod';
import { add, constant, image, matmul, mul, reshape, shapeError, type Tensor } from '../../tensor/index.ts';
import { initializerSchema } from '../initializers.ts';
import { defineConditioned, type Layer, type LayerOptions, type LayerScope, layer, layerSchema } from '../layer.ts';
import { normalizeBatch } from './batch-norm.ts';
import { standardize } from './norm.ts';

const batchSchema = layerSchema('conditionalBatchNorm', {
  /** Share of the old moving statistics that a step keeps, in [0, 1]; default 0.99. */
  momentum: z.number().min(0).max(1).default(0.99),
  /** Added to the variance; default 1e-3. */
  epsilon: z.number().positive().default(1e-3),
  /** Adds to gain and shift a learned vector that does not depend on the condition; default false. */
  useBias: z.boolean().default(false),
  /** Default 'zeros': plain batch normalisation at first. */
  kernelInitializer: initializerSchema.default('zeros'),
});
const instanceSchema = layerSchema('adaIN', {
  /** Added to the variance; default 1e-5. */
  epsilon: z.number().positive().default(1e-5),
  /** Adds to gain and shift a learned vector that does not depend on the style; default true. */
  useBias: z.boolean().default(true),
  /** Default 'glorotUniform'. */
  kernelInitializer: initializerSchema.default('glorotUniform'),
});

type Options =
  | Pick<z.output<typeof batchSchema>, 'type' | 'useBias' | 'kernelInitializer'>
  | z.output<typeof instanceSchema>;

/** Gain 1 + condition · gammaKernel and shift condition · betaKernel per example and channel: [n, 1, …, c]. */
function gainAndShift(x: Tensor, condition: Tensor, config: Options, scope: LayerScope): readonly [Tensor, Tensor] {
  if (condition.rank !== 2) throw shapeError(config.type, 'a condition [n, features]', condition);
  const channels = x.shape[x.rank - 1]!;
  const linear = (name: string): Tensor => {
    const kernel = scope.parameter(`${name}Kernel`, [condition.shape[1]!, channels], config.kernelInitializer);
    const product = matmul(condition, kernel);
    const y = config.useBias ? add(product, scope.parameter(`${name}Bias`, [channels], 'zeros')) : product;
    return reshape(y, [y.shape[0]!, ...x.shape.slice(1, -1).map(() => 1), channels]);
  };
  return [add(linear('gamma'), 1), linear('beta')];
}

export const conditionalBatchNormLayer = defineConditioned(
  'conditionalBatchNorm',
  batchSchema,
  (x, condition, config, scope) => {
    if (x.rank < 2) throw shapeError('conditionalBatchNorm', '[n, …, features]', x);
    const [gain, shift] = gainAndShift(x, condition, config, scope);
    if (!scope.training) return normalizeBatch(x, gain, shift, config, scope);
    return add(mul(normalizeBatch(x, constant(1), undefined, config, scope), gain), shift);
  },
);

/**
 * Batch normalisation whose gain and shift follow from a condition (de Vries et al. 2017, Miyato and Koyama 2018):
 *
 *     y = (1 + condition · gammaKernel) (x − mean) / √(variance + epsilon) + condition · betaKernel
 *
 * x [n, …, c], condition [n, features], kernels [features, c], y as x. With a one-hot condition each class has a row of
 * gains and one of shifts; an embedding or (as in BigGAN) latent and embedding together do as well. Statistics are the
 * batch's in training and the moving ones in inference, as in batchNorm.
 *
 * @example conditionalBatchNorm([previous(), 'label'])
 */
export const conditionalBatchNorm = (
  inputs: readonly [x: string, condition: string],
  options: LayerOptions<typeof batchSchema, 'inputs'> = {},
): Layer => layer(batchSchema, 'conditionalBatchNorm', options, { inputs });

export const adaINLayer = defineConditioned('adaIN', instanceSchema, (x, style, config, scope) => {
  image('adaIN', x);
  const [gain, shift] = gainAndShift(x, style, config, scope);
  return standardize(x, [1, 2], config.epsilon, gain, shift);
});

/**
 * Adaptive instance normalisation (Huang and Belongie 2017): each channel of each image gets the mean and the spread
 * that a style asks for,
 *
 *     y = (1 + style · gammaKernel + gammaBias) (x − mean) / √(variance + epsilon) + style · betaKernel + betaBias
 *
 * with mean and variance of the channel over its pixels. x [n, h, w, c], style [n, features], y as x. The paper takes
 * mean and spread from another image; that they are learned linear functions of a style vector is StyleGAN's form
 * (Karras et al. 2019, equation 1).
 *
 * @example adaIN([previous(), 'style'])
 */
export const adaIN = (
  inputs: readonly [x: string, style: string],
  options: LayerOptions<typeof instanceSchema, 'inputs'> = {},
): Layer => layer(instanceSchema, 'adaIN', options, { inputs });

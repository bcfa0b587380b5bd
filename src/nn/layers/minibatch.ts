import { z } from 'zod';
import {
  abs,
  add,
  concat,
  div,
  equal,
  exp,
  expand,
  matmul,
  mean,
  mul,
  neg,
  reshape,
  shapeError,
  slice,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  toFloat,
  transpose,
} from '../../tensor/index.ts';
import { initializerSchema, randomNormal } from '../initializers.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';

const discriminationSchema = layerSchema('minibatchDiscrimination', {
  /** Similarities that are appended for each example: B in the paper, default 50. */
  kernels: z.int().positive().default(50),
  /** Values that a similarity compares: C in the paper, default 5. */
  dim: z.int().positive().default(5),
  /** Neighbours in the batch that are compared with one another; divides the batch. Default: all of the batch. */
  groupSize: z.int().positive().optional(),
  /** Default N(0, 0.05²), as the authors drew it. */
  kernelInitializer: initializerSchema.default(randomNormal(0.05)),
});

export const minibatchDiscriminationLayer = defineLayer(
  'minibatchDiscrimination',
  discriminationSchema,
  (x, { kernels, dim, groupSize, kernelInitializer }, scope) => {
    if (x.rank !== 2) throw shapeError('minibatchDiscrimination', 'features [n, features]', x);
    const [n, features] = x.shape as [number, number];
    const m = matmul(x, scope.parameter('kernel', [features, kernels * dim], kernelInitializer));
    const size = scope.training ? Math.min(groupSize ?? n, n) : n;
    if (n % size !== 0) throw shapeError('minibatchDiscrimination', `a batch divisible by its groups of ${size}`, x);
    // a symbolic batch is a single group: [n, 1, …] against its transpose [1, n, …]
    const groups = size === n ? [] : [n / size];
    const rows = reshape(m, [...groups, size, 1, kernels, dim]);
    const other = groups.length;
    const columns = transpose(rows, [...groups.keys(), other + 1, other, other + 2, other + 3]);
    const distance = sum(abs(sub(rows, columns)), [-1]);
    return concat([x, reshape(sum(exp(neg(distance)), [other + 1]), [n, kernels])], 1);
  },
);

/**
 * Appends to each example how much it resembles the others of its batch, so that a discriminator sees a generator that
 * makes the same thing over and over (Salimans et al. 2016, section 3.2): M = x · kernel as [n, kernels, dim], and
 *
 *     o(xᵢ)_b = Σⱼ exp(−‖Mᵢ_b − Mⱼ_b‖₁)
 *
 * over all j of the batch or group, i among them. x [n, features], y [n, features + kernels]. In inference it compares what it is given, so
 * that a result depends on the batch. The paper compares real examples with real ones and generated with generated: where
 * a batch holds n of each, one after the other, `groupSize: n` does so.
 */
export const minibatchDiscrimination = (options: LayerOptions<typeof discriminationSchema> = {}): Layer =>
  layer(discriminationSchema, 'minibatchDiscrimination', options);

const stddevSchema = layerSchema('minibatchStddev', {
  /** Examples in a group, or the batch if that is smaller; divides the batch. Default 4. */
  groupSize: z.int().positive().default(4),
  /** Channels that are appended: each is the mean over its share of the channels. Default 1. */
  features: z.int().positive().default(1),
});

/** √(variance + 1e-8) along axis 1 of [groups, n, pixels, features, channels / features], as [groups, features]. */
function deviation(cells: Tensor): Tensor {
  const centred = sub(cells, mean(cells, [1], true));
  return mean(sqrt(add(mean(square(centred), [1]), 1e-8)), [1, 3]);
}

/** The deviation over a whole batch, whose size may be symbolic. `ones` [n, 1, 1, 1]. */
function deviationOfBatch(cells: Tensor, ones: Tensor): Tensor {
  const n = sum(ones, [0], true);
  const centred = sub(cells, div(sum(cells, [0], true), n));
  return mean(sqrt(add(div(sum(square(centred), [0], true), n), 1e-8)), [1, 3], true);
}

export const minibatchStddevLayer = defineLayer(
  'minibatchStddev',
  stddevSchema,
  (x, { groupSize, features }, scope) => {
    const n = x.shape[0]!;
    const channels = x.shape[x.rank - 1]!;
    if (x.rank < 2 || channels % features !== 0)
      throw shapeError('minibatchStddev', `[n, …, channels] with channels divisible by ${features} features`, x);
    const share = channels / features;
    const places = x.shape.slice(1, -1);
    const pixels = places.reduce((a, b) => a * b, 1);
    const one = places.map(() => 1);
    if (!scope.training) {
      const cells = reshape(x, [n, pixels, features, share]);
      const first = slice(cells, [1, 2, 3], [0, 0, 0], [1, 1, 1]);
      const ones = toFloat(equal(first, first));
      const mixed = reshape(mul(deviationOfBatch(cells, ones), ones), [n, ...one, features]);
      return concat([x, expand(mixed, [n, ...places, features])], -1);
    }
    const size = Math.min(groupSize, n);
    if (n % size !== 0) throw shapeError('minibatchStddev', `a batch divisible by its groups of ${size}`, x);
    const groups = deviation(reshape(x, [n / size, size, pixels, features, share]));
    const mixed = expand(reshape(groups, [n / size, 1, features]), [n / size, size, features]);
    return concat([x, expand(reshape(mixed, [n, ...one, features]), [n, ...places, features])], -1);
  },
);

/**
 * Appends the standard deviation over a group of examples as channels that are constant over it, so that a
 * discriminator sees a generator without variety (Karras et al. 2018, section 3; groups and features as in StyleGAN2):
 *
 *     y = mean over pixels and channels of √(variance over the group + 1e-8)
 *
 * [n, h, w, c] to [n, h, w, c + features], or [n, c] to [n, c + features]. Groups are neighbours in the batch, so that
 * generated and real examples that follow one another in a batch are not mixed (StyleGAN2 groups every n/G-th: the
 * same for examples in no order). In inference the batch that it is given is one group, of any size.
 */
export const minibatchStddev = (options: LayerOptions<typeof stddevSchema> = {}): Layer =>
  layer(stddevSchema, 'minibatchStddev', options);

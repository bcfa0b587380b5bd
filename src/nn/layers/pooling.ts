import { averagePool, image, maxPool, mean, sum } from '../../tensor/index.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';
import { type Pair, paddingSchema, pair, pairSchema, resolvePadding } from './geometry.ts';

const options = {
  /** Height and width of the window, default 2. */
  window: pairSchema.default(2),
  /** Default: the window. */
  strides: pairSchema.optional(),
  /** 'valid' (default), 'same', or pixels, as for conv2d. What is added counts neither as maximum nor in the mean. */
  padding: paddingSchema.default('valid'),
};
const schemas = {
  max: layerSchema('maxPool2d', options),
  average: layerSchema('averagePool2d', options),
  global: layerSchema('globalAveragePool', {}),
  sum: layerSchema('globalSumPool', {}),
};

const pooling =
  (pool: typeof maxPool) =>
  (
    x: Parameters<typeof maxPool>[0],
    config: Pick<(typeof schemas.max)['_output'], 'window' | 'strides' | 'padding'>,
  ) => {
    const [, h, w] = image('pool', x);
    const window = pair(config.window);
    const strides = pair(config.strides ?? config.window);
    return pool(x, window, { strides, pads: resolvePadding(config.padding, [h, w], { kernel: window, strides }) });
  };

export const maxPool2dLayer = defineLayer('maxPool2d', schemas.max, pooling(maxPool));
export const averagePool2dLayer = defineLayer('averagePool2d', schemas.average, pooling(averagePool));
export const globalAveragePoolLayer = defineLayer('globalAveragePool', schemas.global, (x) => {
  image('globalAveragePool', x);
  return mean(x, [1, 2]);
});
export const globalSumPoolLayer = defineLayer('globalSumPool', schemas.sum, (x) => {
  image('globalSumPool', x);
  return sum(x, [1, 2]);
});

/** The largest value of each window. [n, h, w, c] to [n, h', w', c]. */
export const maxPool2d = (window: Pair = 2, options: LayerOptions<typeof schemas.max, 'window'> = {}): Layer =>
  layer(schemas.max, 'maxPool2d', options, { window });
/** The mean of each window. [n, h, w, c] to [n, h', w', c]. */
export const averagePool2d = (window: Pair = 2, options: LayerOptions<typeof schemas.average, 'window'> = {}): Layer =>
  layer(schemas.average, 'averagePool2d', options, { window });
/** The mean of each channel. [n, h, w, c] to [n, c]. */
export const globalAveragePool = (options: LayerOptions<typeof schemas.global> = {}): Layer =>
  layer(schemas.global, 'globalAveragePool', options);
/** The sum of each channel, as the discriminators of SNGAN, SAGAN and BigGAN end. [n, h, w, c] to [n, c]. */
export const globalSumPool = (options: LayerOptions<typeof schemas.sum> = {}): Layer =>
  layer(schemas.sum, 'globalSumPool', options);

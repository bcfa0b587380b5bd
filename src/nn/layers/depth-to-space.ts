import { z } from 'zod';
import { depthToSpace as rearranged } from '../../tensor/index.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';

const schema = layerSchema('depthToSpace', {
  /** How many times higher and wider; its square divides the channels. Default 2. */
  block: z.int().min(2).default(2),
});

export const depthToSpaceLayer = defineLayer('depthToSpace', schema, (x, { block }) => rearranged(x, block));

/**
 * Channels become pixels: [n, h, w, b²c] to [n, h·b, w·b, c], rows of a block first, channels last, as TensorFlow and ONNX
 * order them. After a convolution it is the sub-pixel convolution of Shi et al. 2016, also called pixel shuffle; PyTorch's
 * `PixelShuffle` is the same with the channels in another order.
 *
 * @example [conv2d(4 * 64, 3, { padding: 'same' }), depthToSpace(2)]
 */
export const depthToSpace = (block = 2, options: LayerOptions<typeof schema, 'block'> = {}): Layer =>
  layer(schema, 'depthToSpace', options, { block });

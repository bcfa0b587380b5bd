import { z } from 'zod';
import { image, upsample as repeat, resize } from '../../tensor/index.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';

const schema = layerSchema('upsample', {
  /** How many times higher and wider, default 2. */
  factor: z.int().positive().default(2),
  /** 'nearest' (default) repeats pixels, 'bilinear' interpolates between pixel centres. */
  mode: z.enum(['nearest', 'bilinear']).default('nearest'),
});

export const upsampleLayer = defineLayer('upsample', schema, (x, { factor, mode }) => {
  const [, h, w] = image('upsample', x);
  return mode === 'nearest' ? repeat(x, factor) : resize(x, h * factor, w * factor, mode);
});

/** Larger images: [n, h, w, c] to [n, h · factor, w · factor, c]. */
export const upsample = (factor = 2, options: LayerOptions<typeof schema, 'factor'> = {}): Layer =>
  layer(schema, 'upsample', options, { factor });

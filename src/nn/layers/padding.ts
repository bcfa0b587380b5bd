import { image, type PadMode, pad, type Tensor } from '../../tensor/index.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';
import { type Border, borderSchema, padsOf } from './geometry.ts';

const options = {
  /** Pixels: a number, [vertical, horizontal] or [[top, bottom], [left, right]]; default 1. */
  padding: borderSchema.default(1),
};
const schemas = {
  zero: layerSchema('zeroPadding2d', options),
  reflection: layerSchema('reflectionPadding2d', options),
};

const padding =
  (mode: PadMode) =>
  (x: Tensor, config: { padding: Border }): Tensor => {
    image('padding', x);
    const [top, left, bottom, right] = padsOf(config.padding);
    return pad(x, [1, 2], [top, left], [bottom, right], mode);
  };

export const zeroPadding2dLayer = defineLayer('zeroPadding2d', schemas.zero, padding('constant'));
export const reflectionPadding2dLayer = defineLayer('reflectionPadding2d', schemas.reflection, padding('reflect'));

/** A border of zeros around images. */
export const zeroPadding2d = (padding: Border = 1, options: LayerOptions<typeof schemas.zero, 'padding'> = {}): Layer =>
  layer(schemas.zero, 'zeroPadding2d', options, { padding });
/** A border that mirrors the image without repeating its edge; narrower than the image. */
export const reflectionPadding2d = (
  padding: Border = 1,
  options: LayerOptions<typeof schemas.reflection, 'padding'> = {},
): Layer => layer(schemas.reflection, 'reflectionPadding2d', options, { padding });

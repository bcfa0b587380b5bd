import { luma } from '../../pictures/luma.ts';
import { Canny } from './canny.ts';
import type { MakerOf } from './making.ts';
import { assertColours } from './making.ts';

/** Makes what `edges` of the pairs says. */
export const edges: MakerOf<'edges'> = (_, shape) => {
  assertColours('edges', shape);
  const [height, width, channels] = shape;
  const canny = new Canny(height, width);
  const light = new Float64Array(height * width);
  return {
    shape: [height, width, 1],
    make(picture, input, { range: [low, high] }) {
      const scale = 1 / (high - low);
      for (let k = 0; k < light.length; k++) {
        const value = channels === 1 ? picture[k]! : luma(picture[3 * k]!, picture[3 * k + 1]!, picture[3 * k + 2]!);
        light[k] = (value - low) * scale;
      }
      const isEdge = canny.edges(light);
      for (let k = 0; k < light.length; k++) input[k] = isEdge[k] ? low : high;
    },
  };
};

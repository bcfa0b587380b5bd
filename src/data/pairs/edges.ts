import { z } from 'zod';
import { luma } from '../pictures/luma.ts';
import { Canny } from './canny.ts';
import { assertColours, defineWay } from './way.ts';

/**
 * Edges to photographs: the edges of the picture's luma by Canny's detector, `[h, w, 1]`, black lines on white as a
 * person draws them. The pictures of Isola et al. 2017 have edges by a network (HED) instead.
 */
export const edges = defineWay({
  schema: z.strictObject({ type: z.literal('edges') }),
  says: () => 'the edges of each picture, black on white',
  maker(_, shape) {
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
  },
});

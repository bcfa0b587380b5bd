import { z } from 'zod';
import { filterColumns, filterRows, gaussian } from '../pictures/taps.ts';
import { defineWay } from './way.ts';

const most = 64;

/** Deblurring: the picture through a Gaussian whose deviation is `radius` pixels, its edges repeated. */
export const blur = defineWay({
  schema: z.strictObject({ type: z.literal('blur'), radius: z.number().min(0.2).max(most).default(2) }),
  number: { key: 'radius', means: `the Gaussian's deviation in pixels, from 0.2 to ${most}` },
  says: ({ radius }) => `each picture blurred by ${radius} pixel${radius === 1 ? '' : 's'}`,
  maker({ radius }, shape) {
    const [height, width, channels] = shape;
    const across = gaussian(width, radius);
    const along = gaussian(height, radius);
    const rows = new Float64Array(height * width * channels);
    const pixels = new Float64Array(height * width * channels);
    return {
      shape,
      make(picture, input) {
        filterRows(picture, shape, across, rows);
        input.set(filterColumns(rows, shape, along, pixels));
      },
    };
  },
});

import { filterColumns, filterRows, gaussian } from '../../pictures/taps.ts';
import type { MakerOf } from './making.ts';

/** Makes what `blur` of the pairs says. */
export const blur: MakerOf<'blur'> = ({ radius }, shape) => {
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
};

import { luma } from '../../pictures/luma.ts';
import type { MakerOf } from './making.ts';
import { noInput } from './making.ts';

/** Makes what `grey` of the pairs says. */
export const grey: MakerOf<'grey'> = (_, [height, width, channels]) => {
  if (channels !== 3)
    throw noInput(
      'pairs-channels',
      `these pictures have ${channels === 1 ? 'no colours to learn' : `${channels} channels, and not red, green and blue`}`,
      { where: 'pairs grey', fix: 'choose coloured pictures, or another way of making pairs' },
    );
  return {
    shape: [height, width, 1],
    make(picture, input) {
      for (let k = 0; k < height * width; k++)
        input[k] = luma(picture[3 * k]!, picture[3 * k + 1]!, picture[3 * k + 2]!);
    },
  };
};

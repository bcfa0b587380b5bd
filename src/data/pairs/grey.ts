import { z } from 'zod';
import { luma } from '../pictures/luma.ts';
import { dataError } from '../problems.ts';
import { defineWay } from './way.ts';

/** Colouring: the input is the picture's luma, `[h, w, 1]`. */
export const grey = defineWay({
  schema: z.strictObject({ type: z.literal('grey') }),
  says: () => 'each picture in grey',
  maker(_, [height, width, channels]) {
    if (channels !== 3)
      throw dataError(
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
  },
});

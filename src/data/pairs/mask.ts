import { z } from 'zod';
import type { RandomStream } from '../../random/stream.ts';
import { writePixel } from './covered.ts';
import { defineWay } from './way.ts';

/** Longest side of a hole over its shortest, where the picture has room for it. */
const longest = 2;

/**
 * Inpainting: a rectangle at a random place is covered with mid-grey. The input has one channel more, `[h, w, c + 1]`,
 * which is the range's high end where the picture is covered and its low end elsewhere. Pathak et al. 2016, "Context
 * Encoders", cover a square of a quarter of the picture, in its middle or anywhere.
 *
 * The rectangle has `share` of the picture's area, as near as whole pixels allow; its sides are to each other as 1 : 2
 * to 2 : 1, evenly on a logarithmic scale, in pictures that are square.
 */
export const mask = defineWay({
  schema: z.strictObject({ type: z.literal('mask'), share: z.number().gt(0).lt(1).default(0.25) }),
  number: { key: 'share', means: 'the share of the area that is covered, above 0 and below 1' },
  says: ({ share }) => `each picture with a rectangle of ${Number((100 * share).toPrecision(3))} % of it covered`,
  maker: ({ share }, [height, width, channels]) => ({
    shape: [height, width, channels + 1],
    make(picture, input, { range, random }) {
      const [top, left, tall, wide] = hole(height, width, share, random);
      const isCovered = (y: number, x: number) => y >= top && y < top + tall && x >= left && x < left + wide;
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const k = y * width + x;
          writePixel(picture, k * channels, input, k * (channels + 1), channels, isCovered(y, x), range);
        }
    },
  }),
});

function hole(height: number, width: number, share: number, random: RandomStream): [number, number, number, number] {
  // Sides in parts of the picture's: √(share · ratio) and √(share / ratio), neither above 1.
  const most = Math.log(Math.min(longest, 1 / share));
  const ratio = Math.exp((2 * random.uniform() - 1) * most);
  const tall = Math.max(1, Math.min(height, Math.round(height * Math.sqrt(share * ratio))));
  const wide = Math.max(1, Math.min(width, Math.round((share * height * width) / tall)));
  return [random.integer(height - tall + 1), random.integer(width - wide + 1), tall, wide];
}

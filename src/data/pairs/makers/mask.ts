import type { RandomStream } from '../../../random/stream.ts';
import { writePixel } from './covered.ts';
import type { MakerOf } from './making.ts';

/** Longest side of a hole over its shortest, where the picture has room for it. */
const longest = 2;

/** Makes what `mask` of the pairs says. */
export const mask: MakerOf<'mask'> = ({ share }, [height, width, channels]) => ({
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
});

function hole(height: number, width: number, share: number, random: RandomStream): [number, number, number, number] {
  // Sides in parts of the picture's: √(share · ratio) and √(share / ratio), neither above 1.
  const most = Math.log(Math.min(longest, 1 / share));
  const ratio = Math.exp((2 * random.uniform() - 1) * most);
  const tall = Math.max(1, Math.min(height, Math.round(height * Math.sqrt(share * ratio))));
  const wide = Math.max(1, Math.min(width, Math.round((share * height * width) / tall)));
  return [random.integer(height - tall + 1), random.integer(width - wide + 1), tall, wide];
}

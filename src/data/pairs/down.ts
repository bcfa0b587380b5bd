import { z } from 'zod';
import { bicubic, filterColumns, filterRows, resampling } from '../pictures/taps.ts';
import { dataError } from '../problems.ts';
import { defineWay } from './way.ts';

const most = 64;

/**
 * Super-resolution: the input is the picture at `[h / factor, w / factor, c]`, by a cubic (a = −1/2) widened by the
 * factor, so that nothing aliases, and cut to the range. As SRGAN and most since (Ledig et al. 2017, section 3.2).
 */
export const down = defineWay({
  schema: z.strictObject({ type: z.literal('down'), factor: z.int().min(2).max(most).default(4) }),
  number: { key: 'factor', means: `a whole number from 2 to ${most}` },
  says: ({ factor }) => `each picture at 1/${factor} of its height and width`,
  maker({ factor }, [height, width, channels]) {
    if (height % factor !== 0 || width % factor !== 0)
      throw dataError('pairs-size', `pictures of ${height}×${width} cannot be divided by ${factor}`, {
        where: `pairs down:${factor}`,
        fix: dividing(height, width, factor),
      });
    const [h, w] = [height / factor, width / factor];
    const across = resampling(bicubic, width, 0, width, w);
    const along = resampling(bicubic, height, 0, height, h);
    const rows = new Float64Array(height * w * channels);
    const pixels = new Float64Array(h * w * channels);
    return {
      shape: [h, w, channels],
      make(picture, input, { range: [low, high] }) {
        filterRows(picture, [height, width, channels], across, rows);
        filterColumns(rows, [height, w, channels], along, pixels);
        for (let k = 0; k < pixels.length; k++) input[k] = Math.max(low, Math.min(high, pixels[k]!));
      },
    };
  },
});

/** What to do where the factor does not divide: a factor that does, or a size that it divides. */
function dividing(height: number, width: number, factor: number): string {
  const divides = (n: number) => height % n === 0 && width % n === 0;
  const factors = Array.from({ length: most - 1 }, (_, k) => k + 2).filter(divides);
  const near = factors.sort((a, b) => Math.abs(a - factor) - Math.abs(b - factor))[0];
  const side = (length: number) => Math.max(1, Math.round(length / factor)) * factor;
  const size = height === width ? String(side(height)) : `${side(height)}x${side(width)}`;
  return `${near === undefined ? '' : `--pairs down:${near}, or `}bring them to --resolution ${size}, or cut them, --crop ${size}`;
}

import { bicubic, filterColumns, filterRows, resampling } from '../../pictures/taps.ts';
import type { MakerOf } from './making.ts';
import { noInput } from './making.ts';

/** The largest factor. */
export const most = 64;

/** Makes what `down` of the pairs says. */
export const down: MakerOf<'down'> = ({ factor }, [height, width, channels]) => {
  if (height % factor !== 0 || width % factor !== 0)
    throw noInput('pairs-size', `pictures of ${height}×${width} cannot be divided by ${factor}`, {
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
};

/** What to do where the factor does not divide: a factor that does, or a size that it divides. */
function dividing(height: number, width: number, factor: number): string {
  const divides = (n: number) => height % n === 0 && width % n === 0;
  const factors = Array.from({ length: most - 1 }, (_, k) => k + 2).filter(divides);
  const near = factors.sort((a, b) => Math.abs(a - factor) - Math.abs(b - factor))[0];
  const side = (length: number) => Math.max(1, Math.round(length / factor)) * factor;
  const size = height === width ? String(side(height)) : `${side(height)}x${side(width)}`;
  return `${near === undefined ? '' : `--pairs down:${near}, or `}bring them to --resolution ${size}, or cut them, --crop ${size}`;
}

import { DuelError } from '../../errors.ts';
import type { Batch } from '../metric.ts';

/** One picture, channel by channel. */
export interface Channels {
  readonly height: number;
  readonly width: number;
  /** Each [height, width]. */
  readonly channels: readonly Float64Array[];
}

/** Refuses what are no pictures [n, height, width, channels], and other pictures than `shape` where that is given. */
export function checkPictures(measure: string, { shape, data }: Batch, wanted?: readonly number[]): void {
  const [n, ...one] = shape;
  const size = one.reduce((a, b) => a * b, 1);
  if (one.length !== 3 || data.length !== n! * size)
    throw new DuelError('usage', 'metrics/pictures', `${measure} is taken of pictures [n, height, width, channels]`, {
      where: `an array [${shape.join(', ')}] of ${data.length} numbers`,
      fix: 'measure points by metrics of points',
    });
  if (wanted && one.join() !== wanted.join())
    throw new DuelError(
      'usage',
      'metrics/pictures',
      `pictures of ${one.join(' × ')} among some of ${wanted.join(' × ')}`,
      {
        where: measure,
        fix: 'bring all to one size first',
      },
    );
  const bad = data.findIndex((x) => !Number.isFinite(x));
  if (bad !== -1)
    throw new DuelError('data', 'metrics/not-finite', `${data[bad]} among the pixels that ${measure} is taken of`, {
      where: `picture ${Math.floor(bad / size)}`,
      fix: 'a generator that gives NaN has diverged: measure an earlier checkpoint',
    });
}

/** Picture `i` of a batch, each value changed by `value`. */
export function channelsOf({ shape, data }: Batch, i: number, value: (x: number) => number): Channels {
  const [, height, width, count] = shape as [number, number, number, number];
  const from = i * height * width * count;
  const channels = Array.from({ length: count }, (_, c) => {
    const out = new Float64Array(height * width);
    for (let k = 0; k < out.length; k++) out[k] = value(data[from + k * count + c]!);
    return out;
  });
  return { height, width, channels };
}

/** Values of `range` as shares of it, what lies beyond being clipped, as where a picture is written. */
export const shareOf =
  ([low, high]: readonly [number, number]) =>
  (x: number): number =>
    Math.min(1, Math.max(0, (x - low) / (high - low)));

import { DuelError } from '../../errors.ts';

/** The range of values that becomes black to white. */
export type ValueRange = readonly [low: number, high: number];

export interface Images {
  /** Float32 `[count, height, width, channels]`, row-major. */
  data: Float32Array;
  count: number;
  height: number;
  width: number;
  /** 1 (grey), 3 (RGB) or 4 (RGBA). */
  channels: number;
  /** Usually `[-1, 1]` or `[0, 1]`; values beyond it are clipped, NaN is black. */
  range: ValueRange;
}

export interface GridOptions extends Images {
  /** Default: the smallest square that holds all. */
  columns?: number;
  /** White pixels between and around the images. Default 2. */
  padding?: number;
  /** Each pixel becomes a square of this many. Default: so many that an image is just under 100 pixels wide. */
  scale?: number;
}

/** Eight-bit pixels, row-major. */
export interface Raster {
  data: Uint8Array;
  width: number;
  height: number;
  channels: number;
}

/** A grid of images as pixels, e.g. for a frame of a film. */
export function gridRaster(options: GridOptions): Raster {
  checkSize(options);
  const { count, height, width, channels, padding = 2 } = options;
  const columns = Math.max(1, Math.min(options.columns ?? Math.ceil(Math.sqrt(count)), count));
  const rows = Math.ceil(count / columns);
  const scale = options.scale ?? Math.max(1, Math.floor(98 / Math.max(width, height)));
  const page = blank(
    columns * (width * scale + padding) + padding,
    rows * (height * scale + padding) + padding,
    channels,
  );
  for (let index = 0; index < count; index++) {
    const left = padding + (index % columns) * (width * scale + padding);
    const top = padding + Math.floor(index / columns) * (height * scale + padding);
    draw(page, options, index, { left, top, scale });
  }
  return page;
}

function draw(page: Raster, images: Images, index: number, at: { left: number; top: number; scale: number }): void {
  const { height, width, channels, range, data } = images;
  const factor = 255 / (range[1] - range[0]);
  // A clamped array rounds, clips to 0…255 and makes NaN 0.
  const pixels = new Uint8ClampedArray(page.data.buffer);
  for (let y = 0; y < height * at.scale; y++) {
    const from = (index * height + Math.floor(y / at.scale)) * width;
    const to = (at.top + y) * page.width + at.left;
    for (let x = 0; x < width * at.scale; x++) {
      for (let c = 0; c < channels; c++) {
        const value = data[(from + Math.floor(x / at.scale)) * channels + c]!;
        pixels[(to + x) * channels + c] = (value - range[0]) * factor;
      }
    }
  }
}

function blank(width: number, height: number, channels: number): Raster {
  return { data: new Uint8Array(width * height * channels).fill(255), width, height, channels };
}

function checkSize({ data, count, height, width, channels, range }: Images): void {
  asChannels(channels);
  if (count < 1 || data.length !== count * height * width * channels) {
    const shape = [count, height, width, channels].join(', ');
    throw new DuelError('internal', 'picture/shape', `${data.length} values are no images of shape [${shape}]`);
  }
  if (!(range[1] > range[0])) throw new DuelError('internal', 'picture/range', `[${range}] is no range of values`);
}

/** Throws where a picture has other channels than can be shown. */
export function asChannels(channels: number): 1 | 3 | 4 {
  if (channels === 1 || channels === 3 || channels === 4) return channels;
  throw new DuelError('internal', 'picture/channels', `a picture has 1, 3 or 4 channels, not ${channels}`);
}

import { Buffer } from 'node:buffer';
import { loadSharp } from '../../data/pictures/sharp.ts';
import { DuelError } from '../../errors.ts';
import type { Raster } from '../pictures/raster.ts';
import { encodeMp4 } from './mp4.ts';

/** Formats of moving pictures: a GIF and an animated WebP that go round for ever, or an MP4 (H.264). */
export const filmFormats = ['gif', 'webp', 'mp4'] as const;
export type FilmFormat = (typeof filmFormats)[number];

export interface FilmOptions {
  /** Default 12; of a GIF and a WebP up to 50. */
  readonly fps?: number;
  /** Seconds for which the last frame stays. Default: as long as any other. */
  readonly hold?: number;
  readonly signal?: AbortSignal | undefined;
}

/** The format that a file's ending names; undefined for another. */
export function filmFormatOf(path: string): FilmFormat | undefined {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase();
  return filmFormats.find((format) => format === ending);
}

/**
 * Frames of one size as a film. MP4 needs ffmpeg on the machine; the others nothing.
 *
 * @throws DuelError `film/frames` where frames differ, `film/no-ffmpeg` where there is none
 */
export async function encodeFilm(
  frames: readonly Raster[],
  format: FilmFormat,
  { fps = 12, hold, signal }: FilmOptions = {},
): Promise<Uint8Array> {
  const { width, height, channels } = sameSize(frames);
  if (format === 'mp4') {
    const held = hold === undefined ? 0 : Math.max(0, Math.round(hold * fps) - 1);
    return encodeMp4([...frames, ...Array<Raster>(held).fill(frames.at(-1)!)], fps, signal);
  }
  const data = Buffer.concat(frames.map((frame) => frame.data));
  // a GIF counts in hundredths of a second
  const each = 10 * Math.max(2, Math.round(100 / fps));
  const delay = frames.map((_, i) => (hold !== undefined && i === frames.length - 1 ? Math.round(hold * 1000) : each));
  const raw = { width, height: height * frames.length, channels: channels as 1 | 3 | 4, pageHeight: height };
  const sharp = await loadSharp();
  const film = sharp(data, { raw, limitInputPixels: false });
  return format === 'gif'
    ? film.gif({ loop: 0, delay, effort: 7 }).toBuffer()
    : film.webp({ loop: 0, delay, quality: 90 }).toBuffer();
}

function sameSize(frames: readonly Raster[]): Raster {
  const first = frames[0];
  const fits = (frame: Raster) =>
    frame.width === first?.width && frame.height === first.height && frame.channels === first.channels;
  if (first === undefined || !frames.every(fits))
    throw new DuelError('internal', 'film/frames', 'frames must be one or more pictures of one size');
  return first;
}

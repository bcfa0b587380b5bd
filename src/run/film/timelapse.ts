import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { loadSharp } from '../../data/pictures/sharp.ts';
import { DuelError } from '../../errors.ts';
import { readSnapshot, snapshotPath, snapshotSteps, spreadOf } from '../directory/snapshots.ts';
import { Canvas } from '../pictures/canvas.ts';
import { colors } from '../pictures/page.ts';
import type { Raster } from '../pictures/raster.ts';
import { strokeText, textWidth } from '../pictures/strokeFont.ts';
import { encodeFilm, type FilmFormat } from './film.ts';

export interface TimelapseOptions {
  readonly format: FilmFormat;
  /** Pictures per second. Default: so many that all take about ten seconds, from 2 to 25. */
  readonly fps?: number | undefined;
  /** Most pictures, evenly spread, the first and the last among them. Default 300. */
  readonly frames?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Timelapse {
  readonly film: Uint8Array;
  /** The steps that it shows. */
  readonly steps: readonly number[];
  /** How many pictures the run has. */
  readonly of: number;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
}

/** Of all frames together: what decoding and encoding holds in memory. */
const mostPixels = 100e6;
const bandHeight = 28;
/** Seconds for which the end stays. */
const hold = 2;

/**
 * A run's training as a film: the monitor's pictures one after the other, each with its step written below, the last one
 * for two seconds.
 *
 * @throws DuelError `film/no-pictures` where the run has fewer than two, `film/broken-picture` where one of them is none
 */
export async function timelapse(directory: string, options: TimelapseOptions): Promise<Timelapse> {
  const all = snapshotSteps(directory);
  if (all.length < 2)
    throw new DuelError(
      'usage',
      'film/no-pictures',
      `a film takes two pictures of the training, and there are ${all.length}`,
      {
        where: join(directory, 'samples'),
        fix: 'train on with pictures more often: duel train RUN --snapshot-every 100 --steps N',
      },
    );
  const chosen = spreadOf(all, options.frames ?? 300);
  const fps = options.fps ?? Math.min(25, Math.max(2, Math.round(chosen.length / 10)));
  const size = await commonSize(directory, chosen);
  const last = chosen.at(-1)!;
  const frames: Raster[] = [];
  for (const step of chosen) {
    options.signal?.throwIfAborted();
    frames.push(await opened(directory, step, (picture) => frame(picture, step, last, size)));
  }
  const film = await encodeFilm(frames, options.format, { fps, hold, signal: options.signal });
  const { width, height } = frames[0]!;
  return { film, steps: chosen, of: all.length, fps, width, height };
}

/** Reads a picture and does something with it: what is no picture is told by its file. */
async function opened<T>(directory: string, step: number, work: (picture: Uint8Array) => Promise<T>): Promise<T> {
  const picture = readSnapshot(directory, step);
  try {
    return await work(picture);
  } catch (cause) {
    if (cause instanceof DuelError) throw cause;
    throw new DuelError('checkpoint', 'film/broken-picture', `the picture of step ${step} cannot be read`, {
      where: snapshotPath(directory, step),
      fix: 'delete it: the film is made of the others',
      cause,
    });
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size that all pictures get: that of the last, smaller where so many would not fit into memory. */
async function commonSize(directory: string, steps: readonly number[]): Promise<Size> {
  const sharp = await loadSharp();
  const { width, height } = await opened(directory, steps.at(-1)!, (picture) => sharp(picture).metadata());
  const shrink = Math.min(1, Math.sqrt(mostPixels / (steps.length * width * (height + bandHeight))));
  return { width: Math.max(1, Math.round(width * shrink)), height: Math.max(1, Math.round(height * shrink)) };
}

/** A picture with a band below: the step, and how far the training is. */
async function frame(picture: Uint8Array, step: number, last: number, { width, height }: Size): Promise<Raster> {
  const text = `step ${step.toLocaleString('en-US')}`;
  const size = Math.min(10, (10 * (width - 12)) / textWidth(text, 10));
  const band = new Canvas(width, bandHeight);
  strokeText(band, text, 6, 15, { size, color: colors.ink });
  const done = { left: 0, top: bandHeight - 3, right: (width * step) / last, bottom: bandHeight };
  band.fill(done, { color: colors.blue });
  const input = Buffer.from(band.pixels());
  band.release();
  const sharp = await loadSharp();
  const { data, info } = await sharp(picture)
    .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
    .flatten({ background: '#fff' })
    .extend({ bottom: bandHeight, background: '#fff' })
    .composite([{ input, raw: { width, height: bandHeight, channels: 3 }, left: 0, top: height }])
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height, channels: info.channels };
}

import { DuelError } from '../errors.ts';
import { checkOptions, checkText } from '../options/check.ts';
import * as kinds from '../options/kinds.ts';
import { type FilmFormat, filmFormats } from '../run/film/film.ts';
import { assertFfmpeg } from '../run/film/mp4.ts';
import { timelapse as makeTimelapse } from '../run/film/timelapse.ts';
import { assertOutput, writeOut } from '../run/output/outputFile.ts';
import { checkCode, classOf, inCode } from '../run/sampling/asked.ts';
import { type OpenGeneratorOptions, RunGenerator } from '../run/sampling/generator.ts';
import { walkBetween, walkStops } from '../run/sampling/walk.ts';
import { generatorKinds } from './generator.ts';

export interface WalkOptions extends OpenGeneratorOptions {
  /** The samples to walk through, two or more. Default 0, 1, 2, 3; with `code` one of each class. */
  readonly seeds?: readonly number[] | undefined;
  /** Pictures in all, from 2 to 2000. Default 60, 10 in a strip; more where there are more seeds. */
  readonly frames?: number | undefined;
  /** A film that goes round, or `png`: a strip from the first sample to the last. Default: what `out` ends with, else `gif`. */
  readonly format?: FilmFormat | 'png' | undefined;
  /** Pictures per second, from 1 to 50. Default 12. */
  readonly fps?: number | undefined;
  /** Latents times this, from 0 to 10. Default 1. */
  readonly truncation?: number | undefined;
  /** The class of all, its name or its number, where the generator knows classes. Default: the seed modulo their number. */
  readonly class?: number | string | undefined;
  /** An InfoGAN's continuous code, from 0, which goes from -1 to 1, in a row for each seed. */
  readonly code?: number | undefined;
  /** Writes the bytes there too. Default: nowhere. */
  readonly out?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Walk {
  /** The content of a file. */
  readonly bytes: Uint8Array;
  readonly format: FilmFormat | 'png';
  readonly seeds: readonly number[];
  readonly frames: number;
  /** Steps that the checkpoint had. */
  readonly step: number;
  /** Says that another checkpoint was taken than the one wanted. */
  readonly warning?: string;
}

const walkKinds: kinds.OptionKinds<WalkOptions> = {
  ...generatorKinds,
  seeds: kinds.seeds,
  frames: kinds.whole(2, 2000),
  format: kinds.oneOf([...filmFormats, 'png']),
  fps: kinds.number(1, 50),
  truncation: kinds.number(0, 10),
  class: kinds.classOf,
  code: kinds.whole(0),
  out: kinds.text,
  signal: kinds.signal,
};

/**
 * Shows the way between samples of a run's generator, as a film or a strip. Latents are interpolated on the sphere,
 * classes linearly.
 *
 * @throws DuelError where the generator makes no images; `film/no-ffmpeg` for `mp4` without ffmpeg
 */
export async function walk(run: string, options: WalkOptions = {}): Promise<Walk> {
  checkText('walk()', "a run's directory", run, 'runs/001-quickstart');
  checkOptions('walk()', options, walkKinds);
  const { code, truncation, fps, out, signal } = options;
  if (code === undefined && options.seeds && options.seeds.length < 2)
    throw new DuelError('usage', 'options/value', 'a walk takes two seeds or more', {
      where: `seeds: [${options.seeds}]`,
      fix: 'write seeds: [0, 1, 2, 3]',
    });
  const format = options.format ?? formatOf<FilmFormat | 'png'>(out, [...filmFormats, 'png']);
  if (format === 'mp4') assertFfmpeg();
  const frames =
    options.frames ??
    Math.min(2000, Math.max(format === 'png' ? 10 : 60, code === undefined ? (options.seeds?.length ?? 0) : 0));
  if (out !== undefined) assertOutput(out);
  signal?.throwIfAborted();
  const generator = await RunGenerator.open(run, options);
  try {
    const of = classOf(options.class, generator, inCode);
    checkCode(code, generator, inCode);
    const seeds = options.seeds ?? walkStops(generator, code);
    const bytes = await walkBetween(generator, { stops: seeds, frames, format, truncation, of, code, fps, signal });
    if (out !== undefined) await writeOut(out, bytes);
    const { step, warning } = generator;
    return { bytes, format, seeds, frames, step, ...(warning !== undefined && { warning }) };
  } finally {
    await generator.close();
  }
}

export interface TimelapseOptions {
  /** Default: what `out` ends with, else `gif`. */
  readonly format?: FilmFormat | undefined;
  /** Pictures per second, from 1 to 50. Default: so many that all take about ten seconds. */
  readonly fps?: number | undefined;
  /** Most pictures, evenly spread. Default 300. */
  readonly frames?: number | undefined;
  /** Writes the bytes there too. Default: nowhere. */
  readonly out?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Timelapse {
  /** The content of a file. */
  readonly bytes: Uint8Array;
  readonly format: FilmFormat;
  /** The steps that it shows. */
  readonly steps: readonly number[];
  readonly fps: number;
  readonly width: number;
  readonly height: number;
}

const timelapseKinds: kinds.OptionKinds<TimelapseOptions> = {
  format: kinds.oneOf(filmFormats),
  fps: kinds.number(1, 50),
  frames: kinds.whole(2),
  out: kinds.text,
  signal: kinds.signal,
};

/**
 * A run's training as a film, from the pictures that the monitor has drawn, each with its step.
 *
 * @throws DuelError `film/no-pictures` where the run has fewer than two
 */
export async function timelapse(run: string, options: TimelapseOptions = {}): Promise<Timelapse> {
  checkText('timelapse()', "a run's directory", run, 'runs/001-quickstart');
  checkOptions('timelapse()', options, timelapseKinds);
  const { fps, frames, out, signal } = options;
  const format = options.format ?? formatOf(out, filmFormats);
  if (format === 'mp4') assertFfmpeg();
  if (out !== undefined) assertOutput(out);
  signal?.throwIfAborted();
  const { film: bytes, of: _, ...facts } = await makeTimelapse(run, { format, fps, frames, signal });
  if (out !== undefined) await writeOut(out, bytes);
  return { bytes, format, ...facts };
}

/** The format that a path ends with. */
function formatOf<F extends string>(out: string | undefined, formats: readonly F[]): F {
  const ending = (out ?? '.gif').split('.').at(-1)!.toLowerCase();
  const format = formats.find((one) => one === ending);
  if (format !== undefined) return format;
  throw new DuelError('usage', 'options/value', `this is written to a file that ends with .${formats.join(' or .')}`, {
    where: `out: '${out}'`,
    fix: "write out: 'film.gif', or say which format with format",
  });
}

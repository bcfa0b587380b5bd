import type { ValueRange } from '../data/scaling.ts';
import { DuelError } from '../errors.ts';
import type { Batch } from '../gan/index.ts';
import { checkOptions, checkText } from '../options/check.ts';
import * as kinds from '../options/kinds.ts';
import { assertClasses, classOf, inCode } from '../run/sampling/asked.ts';
import { placeFor } from '../run/sampling/forms.ts';
import { type OpenGeneratorOptions, RunGenerator } from '../run/sampling/generator.ts';
import {
  chunk,
  countOf,
  isFar,
  latentsAt,
  ofEachClass,
  type SampleSource,
  type Units,
  units,
  unitsOf,
  valuesIn,
  writeSamples as writeParts,
} from '../run/sampling/sample.ts';
import { sizeOf } from '../tensor/index.ts';
import { generatorKinds } from './generator.ts';

export interface SampleOptions extends OpenGeneratorOptions {
  /** How many: seeds 0 to n - 1. Default 64. */
  readonly n?: number | undefined;
  /** Which samples, in place of `n`: sample i follows from seed i alone. */
  readonly seeds?: readonly number[] | undefined;
  /** Latents `[n, …]` to start from, in place of seeds; as `Samples.latents` has them. */
  readonly latents?: Batch | undefined;
  /** The class of all, its name or its number from 0, where the generator knows classes. Default: the seed modulo their number. */
  readonly class?: number | string | undefined;
  /** So many samples of each class, seeds 0 to N - 1 of each, in place of `n`. */
  readonly perClass?: number | undefined;
  /** Latents times this, from 0 to 10: below 1 for typical samples, less varied. Default 1. */
  readonly truncation?: number | undefined;
  /** `data`: the data's own units, where these were arrays (the default); `generator`: the generator's range. */
  readonly units?: Units | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Is waited for; what it throws ends the work. */
  readonly onProgress?: ((done: number, total: number) => unknown) | undefined;
}

export interface Samples {
  /** `[n, height, width, channels]` of pictures, `[n, columns]` of points and tables. */
  readonly shape: readonly number[];
  /** Row-major. Float64 where float32 would not tell the data's values apart. */
  readonly data: Float32Array | Float64Array;
  readonly units: Units;
  /** What values span in these units; absent where they have no ends. */
  readonly range?: ValueRange;
  /** The latents that were used, with what the generator was told at the end of each row. */
  readonly latents: Batch;
  /** Steps that the checkpoint had. */
  readonly step: number;
  /** Says that another checkpoint was taken than the one wanted. */
  readonly warning?: string;
}

export interface WriteSamplesOptions extends SampleOptions {
  /** An `.npy` file for the latents that are used. */
  readonly saveLatents?: string | undefined;
  /** Writes into a folder that holds something already. Default false. */
  readonly overwrite?: boolean | undefined;
}

export interface WrittenSamples {
  readonly files: readonly string[];
  readonly count: number;
  readonly step: number;
  readonly warning?: string;
}

const sampleKinds: kinds.OptionKinds<SampleOptions> = {
  ...generatorKinds,
  n: kinds.samples,
  seeds: kinds.seeds,
  latents: kinds.object,
  class: kinds.classOf,
  perClass: kinds.samples,
  truncation: kinds.number(0, 10),
  units: kinds.oneOf(units),
  signal: kinds.signal,
  onProgress: kinds.callback,
};
const writeKinds: kinds.OptionKinds<WriteSamplesOptions> = {
  ...sampleKinds,
  saveLatents: kinds.text,
  overwrite: kinds.flag,
};

/**
 * Makes samples with the generator of a run, in memory. Writes nothing.
 *
 *     const { shape, data } = await sample('runs/001-quickstart', { n: 16 });
 *
 * @param run a run's directory; `findRun('last')` finds one
 */
export async function sample(run: string, options: SampleOptions = {}): Promise<Samples> {
  return withGenerator('sample()', run, options, sampleKinds, async (generator, source) => {
    const count = countOf(source);
    const wish = options.units ?? 'data';
    const one = sizeOf(generator.sampleShape);
    const data = new (isFar(wish, generator) ? Float64Array : Float32Array)(count * one);
    for (let at = 0; at < count; at += chunk) {
      options.signal?.throwIfAborted();
      const end = Math.min(at + chunk, count);
      const made = await generator.generate(latentsAt(generator, source, at, end));
      data.set(valuesIn(wish, made, generator), at * one);
      await options.onProgress?.(end, count);
    }
    return {
      shape: [count, ...generator.sampleShape],
      data,
      ...unitsOf(wish, generator.config.data),
      latents: generator.joined(latentsAt(generator, source, 0, count)),
      step: generator.step,
      ...warningOf(generator),
    };
  });
}

/**
 * Makes samples and writes them part by part, so that any number fits into memory: all in one picture (`FILE.png`, `.jpg`,
 * `.webp`), an array (`FILE.npy`), a table of points (`FILE.csv`), or a picture of each into a folder.
 *
 * @param out where to; the ending says how
 * @throws DuelError `sample/form` where samples of this shape cannot be written so, before any is made
 */
export async function writeSamples(
  run: string,
  out: string,
  options: WriteSamplesOptions = {},
): Promise<WrittenSamples> {
  checkText('writeSamples()', 'a run and where to write', out, "runs/001-quickstart', 'samples.png");
  return withGenerator('writeSamples()', run, options, writeKinds, async (generator, source) => {
    const count = countOf(source);
    const { saveLatents, overwrite, signal, onProgress } = options;
    const files = await writeParts(generator, source, placeFor(out, generator.sampleShape, count), {
      units: options.units ?? 'data',
      ...{ saveLatents, overwrite, signal, onProgress },
    });
    return { files, count, step: generator.step, ...warningOf(generator) };
  });
}

async function withGenerator<O extends SampleOptions, T>(
  caller: string,
  run: string,
  options: O,
  optionKinds: kinds.OptionKinds<O>,
  work: (generator: RunGenerator, source: SampleSource) => Promise<T>,
): Promise<T> {
  checkText(caller, "a run's directory", run, 'runs/001-quickstart');
  checkOptions(caller, options, optionKinds);
  assertOneSource(caller, options);
  options.signal?.throwIfAborted();
  const generator = await RunGenerator.open(run, options);
  try {
    const of = classOf(options.class, generator, inCode);
    if (options.perClass !== undefined) assertClasses(generator, inCode);
    return await work(generator, sourceOf(generator, options, of));
  } finally {
    await generator.close();
  }
}

/** Throws where two options say which samples. */
function assertOneSource(caller: string, options: SampleOptions): void {
  const given = (['latents', 'seeds', 'n', 'perClass'] as const).filter((name) => options[name] !== undefined);
  if (options.latents && options.truncation !== undefined) given.push('truncation' as never);
  if (options.perClass !== undefined && options.class !== undefined) given.push('class' as never);
  if (given.length < 2) return;
  throw new DuelError('usage', 'options/contradiction', `${given[0]} and ${given[1]} of ${caller} say which samples`, {
    where: `${given[0]}, ${given[1]}`,
    fix: `leave ${given[1]} out`,
  });
}

function sourceOf(
  generator: RunGenerator,
  { n = 64, seeds, latents, truncation, perClass }: SampleOptions,
  of: number | undefined,
): SampleSource {
  if (perClass !== undefined) return { ...ofEachClass(perClass, generator.classCount), truncation };
  if (latents) return { latents: generator.split(latents, of) };
  return { seeds: seeds ?? Array.from({ length: n }, (_, i) => i), truncation, of };
}

const warningOf = ({ warning }: RunGenerator) => (warning === undefined ? {} : { warning });

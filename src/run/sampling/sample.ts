import { defaultNames } from '../../data/arrays/table.ts';
import { unscaler, type ValueRange } from '../../data/scaling.ts';
import type { Batch, Latents } from '../../gan/index.ts';
import { sizeOf } from '../../tensor/index.ts';
import { dataRequest, type RunConfig } from '../config/config.ts';
import { sanitizeName } from '../directory/directory.ts';
import { shownChannels } from '../pictures/shownChannels.ts';
import { assertEmptyFolder, gridScale, type SamplePlace } from './forms.ts';
import type { RunGenerator } from './generator.ts';
import { isPoint } from './sampler.ts';
import { csvSink, gridSink, npySink, type Part, pictureSink, type Sink, singlesSink } from './sinks.ts';

/** In which units numbers are written: the data's own, or those that the generator makes. */
export const units = ['data', 'generator'] as const;
export type Units = (typeof units)[number];

/** Which samples: those of seeds, of a class where it is given, or of one for each, or those of latents. */
export type SampleSource =
  | {
      readonly seeds: readonly number[];
      readonly truncation?: number | undefined;
      readonly of?: number | readonly number[] | undefined;
    }
  | { readonly latents: Latents };

export interface WriteSamplesOptions {
  readonly units: Units;
  /** An `.npy` file for the latents that are used. */
  readonly saveLatents?: string | undefined;
  /** Writes into a folder that holds something already. */
  readonly overwrite?: boolean | undefined;
  readonly onProgress?: ((done: number, total: number) => unknown) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** In which units numbers are, and the range that they have there, where there is one. */
export function unitsOf(
  wish: Units | undefined,
  { range, scaling }: RunConfig['data'],
): { readonly units: Units; readonly range?: ValueRange } {
  if (wish === 'generator' || scaling === undefined) return { units: 'generator', range };
  return { units: 'data', ...(scaling.type === 'range' && { range: [scaling.low, scaling.high] }) };
}

/** Samples that are made at once. */
export const chunk = 256;

export const countOf = (source: SampleSource): number =>
  'seeds' in source ? source.seeds.length : source.latents.shape[0]!;

/** Makes samples and writes them part by part; returns the files. What is not whole does not stay. */
export async function writeSamples(
  generator: RunGenerator,
  source: SampleSource,
  place: SamplePlace,
  options: WriteSamplesOptions,
): Promise<string[]> {
  const count = countOf(source);
  if (place.form === 'singles' && !options.overwrite) assertEmptyFolder(place.out);
  const sinks: Sink[] = [await sinkFor(generator, place, count, options.units)];
  try {
    if (options.saveLatents !== undefined) {
      const row = sizeOf(generator.joined(latentsAt(generator, source, 0, 1)).shape.slice(1));
      sinks.push(await npySink(options.saveLatents, [count, row], 4));
    }
    const [samplesSink, latentsSink] = sinks;
    for (let at = 0; at < count; at += chunk) {
      options.signal?.throwIfAborted();
      const end = Math.min(at + chunk, count);
      const latents = latentsAt(generator, source, at, end);
      const names = Array.from({ length: end - at }, (_, i) => nameOf(generator, source, at + i));
      await samplesSink!.add(partOf(generator, await generator.generate(latents), names, options.units));
      await latentsSink?.add(plainPart(generator.joined(latents).data, names));
      await options.onProgress?.(end, count);
    }
    const files = await samplesSink!.finish();
    await latentsSink?.finish();
    return files;
  } catch (cause) {
    for (const sink of sinks) await sink.discard();
    throw cause;
  }
}

const part = (of: number | readonly number[] | undefined, from: number, to: number) =>
  typeof of === 'object' ? of.slice(from, to) : of;

/** The samples of seeds 0 to n - 1 of each class, class by class. */
export const ofEachClass = (n: number, classCount: number) => {
  const all = Array.from({ length: n * classCount }, (_, i) => i);
  return { seeds: all.map((i) => i % n), of: all.map((i) => Math.floor(i / n)) };
};

/** A part of the latents of a source. */
export function latentsAt(generator: RunGenerator, source: SampleSource, from: number, to: number): Latents {
  if ('seeds' in source)
    return generator.latents(source.seeds.slice(from, to), source.truncation, part(source.of, from, to));
  const { shape, data, told } = source.latents;
  const [count = 0, ...rest] = shape;
  const cut = (array: Float32Array) =>
    array.subarray((array.length / count) * from, (array.length / count) * to) as Float32Array;
  const seeds = Array.from({ length: to - from }, (_, i) => from + i);
  return { shape: [to - from, ...rest], data: cut(data), seeds, ...(told && { told: cut(told) }) };
}

/** `seed0007`, `cat-seed0007` where it is of a class; by position where it comes from latents. */
function nameOf(generator: RunGenerator, source: SampleSource, i: number): string {
  const { classCount, isToldClasses } = generator;
  if (!('seeds' in source)) return String(i).padStart(6, '0');
  const seed = source.seeds[i]!;
  const name = `seed${String(seed).padStart(4, '0')}`;
  if (classCount === 0 || !isToldClasses) return name;
  const k = (typeof source.of === 'object' ? source.of[i] : source.of) ?? seed % classCount;
  return `${classWord(generator, k)}-${name}`;
}

/** The name of a class in a file's; its number where that would be another's too, or nothing. */
export function classWord({ classes }: Pick<RunGenerator, 'classes'>, k: number): string {
  const words = classes.map((name) => (/[A-Za-z0-9]/.test(name) ? sanitizeName(name) : ''));
  const word = words[k] ?? '';
  return word !== '' && words.indexOf(word) === words.lastIndexOf(word)
    ? word
    : classes.length > 0
      ? `class${k}`
      : String(k);
}

function partOf(generator: RunGenerator, samples: Batch, names: readonly string[], units: Units): Part {
  const values = valuesIn(units, samples, generator);
  const images = samples.shape.length === 4 ? imagesOf(samples, generator) : undefined;
  return { count: samples.shape[0]!, made: samples.data, values, images, names };
}

const plainPart = (made: Float32Array, names: readonly string[]): Part => ({
  count: names.length,
  made,
  values: made,
  names,
});

function sinkFor(
  generator: RunGenerator,
  { form, out, picture }: SamplePlace,
  count: number,
  units: Units,
): Sink | Promise<Sink> {
  const one = generator.sampleShape;
  switch (form) {
    case 'npy':
      return npySink(out, [count, ...one], isFar(units, generator) ? 8 : 4);
    case 'csv':
      return csvSink(out, generator.config.data.columns ?? defaultNames(one[0]!));
    case 'grid':
      return isPoint(one)
        ? pictureSink(out, (parts) => scatterOf(parts, generator))
        : gridSink(out, gridScale(one as [number, number, number], count), picture);
    case 'singles':
      return singlesSink(out);
    default:
      return form satisfies never;
  }
}

async function scatterOf(parts: readonly Part[], generator: RunGenerator): Promise<Uint8Array> {
  const { scatter } = await import('../pictures/scatter.ts');
  const samples = Float32Array.from(parts.flatMap(({ made }) => [...made]));
  return scatter({ samples, reals: await realPoints(generator) });
}

/** Samples as pictures to be looked at. */
export function imagesOf({ shape, data }: Batch, { config }: RunGenerator) {
  const [count, height, width, channels] = shape as [number, number, number, number];
  return shownChannels({ data, count, height, width, channels, range: config.data.range });
}

/** Points of the data to draw beneath; none where the data are not here. */
async function realPoints({ config }: RunGenerator): Promise<Float32Array> {
  const { openDataset } = await import('../../data/index.ts');
  try {
    const dataset = await openDataset(dataRequest(config.data));
    const count = Math.min(1000, dataset.count);
    const points = new Float32Array(2 * count);
    await dataset.read(
      Array.from({ length: count }, (_, i) => Math.floor((i * dataset.count) / count)),
      points,
      { range: config.data.range },
    );
    await dataset.close();
    return points;
  } catch {
    return new Float32Array(0);
  }
}

/** Whether the data lie so far from 0 that float32 would not tell their values apart. */
export function isFar(units: Units, { config }: RunGenerator): boolean {
  const { scaling } = config.data;
  return (
    units === 'data' &&
    scaling?.type === 'standard' &&
    scaling.mean.some((mean, c) => Math.abs(mean) > 1e3 * scaling.deviation[c]!)
  );
}

/** Samples in the units of the data, as far as the run keeps how these were scaled; else as the generator makes them. */
export function valuesIn(units: Units, { data, shape }: Batch, generator: RunGenerator): Float32Array | Float64Array {
  const { scaling, range } = generator.config.data;
  if (units === 'generator' || scaling === undefined) return data;
  const map = unscaler(scaling, range);
  const size = sizeOf(shape.slice(1));
  const own = isFar(units, generator) ? new Float64Array(data.length) : new Float32Array(data.length);
  for (let k = 0; k < data.length; k++) own[k] = map(data[k]!, k % size);
  return own;
}

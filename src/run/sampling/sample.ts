import { dirname, join } from 'node:path';
import { encodeNpy } from '../../data/arrays/npy-array.ts';
import { defaultNames } from '../../data/arrays/table.ts';
import { unscaler } from '../../data/scaling.ts';
import { DuelError } from '../../errors.ts';
import { sizeOf } from '../../tensor/index.ts';
import { dataRequest } from '../config/config.ts';
import { makeFolder, writeFileAtomic } from '../directory/atomic.ts';
import { shownChannels } from '../pictures/shownChannels.ts';
import type { Batch, RunGenerator } from './generator.ts';
import { isImage, isPoint } from './sampler.ts';

/** How samples are written: one picture of all, a picture each, or numbers. */
export type SampleForm = 'grid' | 'singles' | 'npy' | 'csv';

/** In which units numbers are written: the data's own, or those that the generator makes. */
export const units = ['data', 'generator'] as const;
export type Units = (typeof units)[number];

export interface SampleWish {
  readonly form: SampleForm;
  readonly units: Units;
}

/** The form that suits an output path: `.png`, `.npy`, `.csv`, and a folder otherwise. */
export function formOf(out: string): SampleForm {
  const ending = /\.(\w+)$/.exec(out)?.[1]?.toLowerCase();
  if (ending === 'png') return 'grid';
  if (ending === 'npy' || ending === 'csv') return ending;
  return 'singles';
}

/** Writes samples to a file, or to a folder `000000.png`, `000001.png`, …; returns the files. */
export async function writeSamples(
  samples: Batch,
  generator: RunGenerator,
  out: string,
  { form, units }: SampleWish,
): Promise<string[]> {
  switch (form) {
    case 'npy':
      return [writeOut(out, encodeNpy(valuesIn(units, samples, generator), samples.shape))];
    case 'csv':
      return [writeOut(out, csv(samples.shape, valuesIn(units, samples, generator), generator.config.data.columns))];
    case 'grid':
      return [writeOut(out, await picture(samples, generator))];
    case 'singles':
      return writeSingles(samples, generator, out);
    default:
      return form satisfies never;
  }
}

/** Throws where samples of this shape cannot be written so. */
export function checkForm(shape: readonly number[], form: SampleForm, out: string): void {
  const one = shape.slice(1);
  const fits =
    form === 'npy' ||
    (form === 'csv' && one.length === 1) ||
    (form === 'grid' && (isImage(one) || isPoint(one))) ||
    (form === 'singles' && isImage(one));
  if (fits) return;
  const better = isImage(one)
    ? 'FILE.png, DIR or FILE.npy'
    : isPoint(one)
      ? 'FILE.png, .csv or .npy'
      : 'FILE.csv or .npy';
  throw new DuelError('usage', 'sample/form', `samples of shape [${one.join(', ')}] cannot be written there`, {
    where: `--out ${out}`,
    fix: `--out ${better}`,
  });
}

/** Writes what a person asked for where they asked for it, and returns the path; a place that will not do is a usage error. */
export function writeOut(path: string, content: Uint8Array | string): string {
  const unwritable = { kind: 'usage', fix: 'choose another place with --out' } as const;
  makeFolder(dirname(path), unwritable);
  writeFileAtomic(path, content, unwritable);
  return path;
}

async function picture(samples: Batch, generator: RunGenerator): Promise<Uint8Array> {
  if (isPoint(samples.shape.slice(1))) {
    const { scatter } = await import('../pictures/scatter.ts');
    return scatter({ samples: samples.data, reals: await realPoints(generator) });
  }
  const { imageGrid } = await import('../pictures/pictures.ts');
  return imageGrid(imagesOf(samples, generator));
}

async function writeSingles(samples: Batch, generator: RunGenerator, folder: string): Promise<string[]> {
  const { singleImage } = await import('../pictures/pictures.ts');
  const images = imagesOf(samples, generator);
  const paths: string[] = [];
  for (let i = 0; i < images.count; i++) {
    const path = join(folder, `${String(i).padStart(6, '0')}.png`);
    paths.push(writeOut(path, await singleImage(images, i)));
  }
  return paths;
}

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

/** Samples in the units of the data, as far as the run keeps how these were scaled; else as the generator makes them. */
function valuesIn(units: Units, { data, shape }: Batch, { config }: RunGenerator): Float32Array | Float64Array {
  const { scaling, range } = config.data;
  if (units === 'generator' || scaling === undefined) return data;
  const map = unscaler(scaling, range);
  const size = sizeOf(shape.slice(1));
  // far from 0, float32 would not tell the values apart
  const isFar =
    scaling.type === 'standard' && scaling.mean.some((mean, c) => Math.abs(mean) > 1e3 * scaling.deviation[c]!);
  const own = isFar ? new Float64Array(data.length) : new Float32Array(data.length);
  for (let k = 0; k < data.length; k++) own[k] = map(data[k]!, k % size);
  return own;
}

/** A row per sample. Nine figures keep a float32 as it is; a float64 gets those that float32 could tell apart, and more. */
function csv(
  [count, columns]: readonly number[],
  data: Float32Array | Float64Array,
  names: readonly string[] = defaultNames(columns!),
): string {
  const header = names.map((name) => (/[",;\t\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
  const figures = data instanceof Float64Array ? 15 : 9;
  const rows = Array.from({ length: count! }, (_, i) =>
    Array.from(data.subarray(i * columns!, (i + 1) * columns!), (v) => Number(v.toPrecision(figures))).join(','),
  );
  return `${[header.join(','), ...rows].join('\n')}\n`;
}

import { dirname, join } from 'node:path';
import { encodeNpy } from '../../data/arrays/npy-array.ts';
import { DuelError } from '../../errors.ts';
import { dataRequest } from '../config/config.ts';
import { makeFolder, writeFileAtomic } from '../directory/atomic.ts';
import type { Batch, RunGenerator } from './generator.ts';
import { isImage, isPoint } from './sampler.ts';

/** How samples are written: one picture of all, a picture each, or numbers. */
export type SampleForm = 'grid' | 'singles' | 'npy' | 'csv';

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
  form: SampleForm,
): Promise<string[]> {
  switch (form) {
    case 'npy':
      return [writeOut(out, encodeNpy(samples.data, samples.shape))];
    case 'csv':
      return [writeOut(out, csv(samples))];
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
  return { data, count, height, width, channels, range: config.data.range };
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

/** A row per sample. Nine figures keep a float32 as it is. */
function csv({ shape, data }: Batch): string {
  const [count, columns] = shape as [number, number];
  const names = columns === 2 ? ['x', 'y'] : Array.from({ length: columns }, (_, c) => `x${c}`);
  const rows = Array.from({ length: count }, (_, i) =>
    [...data.subarray(i * columns, (i + 1) * columns)].map((v) => Number(v.toPrecision(9))).join(','),
  );
  return `${[names.join(','), ...rows].join('\n')}\n`;
}

import { join } from 'node:path';
import { npyHead } from '../../data/arrays/npy-array.ts';
import { inParallel } from '../../data/in-parallel.ts';
import { sanitizeName } from '../directory/directory.ts';
import { openOutput, writeOut } from '../output/outputFile.ts';
import { imageGrid, singleImage } from '../pictures/pictures.ts';
import type { Images } from '../pictures/raster.ts';
import type { PictureEnding } from './forms.ts';

/** A part of the samples, as they come. */
export interface Part {
  readonly count: number;
  /** What the generator made, row-major. */
  readonly made: Float32Array;
  /** The same in the units that are written. */
  readonly values: Float32Array | Float64Array;
  /** The same to be looked at, where they are pictures. */
  readonly images?: Images | undefined;
  /** What each is called. */
  readonly names: readonly string[];
}

/** Where samples go, part by part, so that they need not fit into memory. */
export interface Sink {
  add(part: Part): Promise<void>;
  /** Returns the files. */
  finish(): Promise<string[]>;
  discard(): Promise<void>;
}

/** An `.npy` array of `shape`, of float32 or float64. */
export async function npySink(path: string, shape: readonly number[], bytesEach: 4 | 8): Promise<Sink> {
  const head = npyHead(shape, bytesEach);
  const size = shape.reduce((product, n) => product * n, bytesEach);
  const file = await openOutput(path, head.length + size);
  await file.write(head);
  return {
    add: ({ values }) => file.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
    finish: () => file.commit().then(() => [path]),
    discard: () => file.discard(),
  };
}

/** A table with a row for each sample. Nine figures keep a float32 as it is; a float64 gets fifteen. */
export async function csvSink(path: string, columns: readonly string[]): Promise<Sink> {
  const file = await openOutput(path);
  const header = columns.map((name) => (/[",;\t\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
  await file.write(`${header.join(',')}\n`);
  return {
    async add({ count, values }) {
      const figures = values instanceof Float64Array ? 15 : 9;
      const row = (i: number) =>
        Array.from(values.subarray(i * columns.length, (i + 1) * columns.length), (v) =>
          Number(v.toPrecision(figures)),
        ).join(',');
      await file.write(Array.from({ length: count }, (_, i) => `${row(i)}\n`).join(''));
    },
    finish: () => file.commit().then(() => [path]),
    discard: () => file.discard(),
  };
}

/** One picture of all: what `draw` makes of them when they are together. */
export function pictureSink(path: string, draw: (parts: readonly Part[]) => Promise<Uint8Array>): Sink {
  const parts: Part[] = [];
  return {
    add: async (part) => {
      parts.push(part);
    },
    finish: async () => [await writeOut(path, await draw(parts))],
    discard: async () => {},
  };
}

/** A grid of all pictures. */
export function gridSink(path: string, scale: number, ending: PictureEnding): Sink {
  return pictureSink(path, async (parts) => {
    const all = parts.map(({ images }) => images!);
    const data = new Float32Array(all.reduce((n, { data }) => n + data.length, 0));
    let at = 0;
    for (const images of all) {
      data.set(images.data, at);
      at += images.data.length;
    }
    return imageGrid({ ...all[0]!, data, count: parts.reduce((n, { count }) => n + count, 0), scale, ending });
  });
}

/** A picture of each, by its name, in a folder. */
export function singlesSink(folder: string): Sink {
  const paths: string[] = [];
  return {
    async add({ count, images, names }) {
      const from = paths.length;
      await inParallel(count, 4, async (i) => {
        const path = join(folder, `${sanitizeName(names[i]!)}.png`);
        paths[from + i] = await writeOut(path, await singleImage(images!, i));
      });
    },
    finish: async () => paths,
    discard: async () => {},
  };
}

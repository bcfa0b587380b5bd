import { Buffer } from 'node:buffer';
import type { Dataset, PartFacts } from '../../data/dataset.ts';
import { unscaler, type ValueRange } from '../../data/scaling.ts';
import { sizeOf } from '../../tensor/index.ts';
import { singleImage } from '../pictures/pictures.ts';
import { shownChannels } from '../pictures/shownChannels.ts';
import { isImage, isPoint } from '../sampling/sampler.ts';
import type { DataForm, ExampleView } from './answers.ts';

/** Numbers of one example that are shown. */
const mostNumbers = 4096;

type Facts = Pick<Dataset, 'shape' | 'layout' | 'parts' | 'scaling'>;

export function formOf({ shape, layout }: Pick<Facts, 'shape' | 'layout'>): DataForm {
  const isSeries = layout === 'ntc' || layout === 'nct';
  if (isImage(shape) && !isSeries) return 'pictures';
  if (isPoint(shape)) return 'points';
  return shape.length === 2 ? 'series' : 'rows';
}

/** The parts of an example in the order in which they are shown, the input first; undefined is the only one. */
export const partsOf = ({ parts }: Pick<Facts, 'parts'>): (string | undefined)[] => {
  const names = Object.keys(parts ?? {});
  return names.length === 0 ? [undefined] : names.sort((a, b) => Number(b === 'input') - Number(a === 'input'));
};

/** The shape of a part. */
export const shapeOf = ({ shape, parts }: Facts, part: string | undefined): readonly number[] =>
  part === undefined ? shape : (parts as Readonly<Record<string, PartFacts>>)[part]!.shape;

/** Examples as a page shows them: `values` has those of each part one after the other, in the order of `partsOf`. */
export async function viewsOf(
  dataset: Facts,
  values: readonly Float32Array[],
  count: number,
  range: ValueRange,
): Promise<ExampleView[]> {
  if (formOf(dataset) !== 'pictures')
    return Array.from({ length: count }, (_, k) => numbersOf(dataset, values[0]!, k, range));
  const parts = partsOf(dataset);
  return Promise.all(
    Array.from({ length: count }, async (_, k) => ({
      pictures: await Promise.all(
        parts.map((part, i) => {
          const shape = shapeOf(dataset, part);
          const size = sizeOf(shape);
          return pictureOf(values[i]!.subarray(k * size, (k + 1) * size), shape, range);
        }),
      ),
    })),
  );
}

async function pictureOf(data: Float32Array, shape: readonly number[], range: ValueRange): Promise<string> {
  const [height, width, channels] = shape as [number, number, number];
  const images = shownChannels({ data, count: 1, height, width, channels, range });
  return Buffer.from(await singleImage(images, 0)).toString('base64');
}

function numbersOf({ shape, scaling }: Facts, values: Float32Array, k: number, range: ValueRange): ExampleView {
  const size = sizeOf(shape);
  const own = scaling ? unscaler(scaling, range) : (value: number) => value;
  const width = shape.at(-1)!;
  // a page has no room for more, of rows their first columns and of series their beginning
  const shown = shape.length === 2 ? Math.max(1, Math.floor(mostNumbers / width)) * width : mostNumbers;
  const all = values.subarray(k * size, k * size + Math.min(size, shown));
  return { values: Array.from(all, (value, i) => exact(own(value, i % width), own(1, i % width) - own(0, i % width))) };
}

/** A value without what float32 has added to it, whose `unit` is that of the data. */
export function exact(value: number, unit: number): number {
  const least = 10 ** (Math.floor(Math.log10(Math.abs(unit) || 1)) - 5);
  return rounded(Math.round(value / least) * least);
}

/** As many digits as float32 has. */
export const rounded = (value: number): number => Number(value.toPrecision(7));

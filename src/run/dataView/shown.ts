import { Buffer } from 'node:buffer';
import type { Dataset, PartFacts } from '../../data/dataset.ts';
import { unscaler, type ValueRange } from '../../data/scaling.ts';
import { sizeOf } from '../../tensor/index.ts';
import { singleImage } from '../pictures/pictures.ts';
import { shownChannels } from '../pictures/shownChannels.ts';
import { isImage, isPoint } from '../sampling/sampler.ts';
import type { DataForm, ExampleView } from './answers.ts';

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
  return {
    values: Array.from(values.subarray(k * size, (k + 1) * size), (value, i) => rounded(own(value, i % width))),
  };
}

/** As many digits as float32 has. */
export const rounded = (value: number): number => Number(value.toPrecision(7));

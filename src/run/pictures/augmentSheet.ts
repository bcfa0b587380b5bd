import type { Dataset } from '../../data/dataset.ts';
import { DuelError } from '../../errors.ts';
import { RandomStream } from '../../random/stream.ts';
import { sizeOf } from '../../tensor/index.ts';
import { isImage } from '../sampling/sampler.ts';
import { type AugmentOptions, augmentEach } from './augmentEach.ts';
import { imageGrid } from './pictures.ts';
import type { ValueRange } from './raster.ts';
import { shownChannels } from './shownChannels.ts';

export interface SheetOptions extends AugmentOptions {
  /** Examples, one to a row. */
  readonly rows: number;
  /** Pictures in a row: the example, and as D would see it at other times. */
  readonly columns: number;
  readonly range: ValueRange;
}

/** A PNG of examples, each followed by what an augmentation makes of it. */
export async function augmentSheet(dataset: Dataset, options: SheetOptions): Promise<Uint8Array> {
  const { augment, p, rows, columns, seed, range } = options;
  if (!isImage(dataset.shape))
    throw new DuelError('usage', 'augment/no-images', `examples of shape [${dataset.shape.join(', ')}] are no images`, {
      fix: 'name a data set of images',
    });
  const examples = new Float32Array(rows * sizeOf(dataset.shape));
  const random = new RandomStream(seed, 'examples');
  const indices = Uint32Array.from({ length: rows }, () => random.integer(dataset.count));
  await dataset.read(indices, examples, { range });

  const size = sizeOf(dataset.shape);
  const repeated = new Float32Array(rows * (columns - 1) * size);
  for (let k = 0; k < rows * (columns - 1); k++) {
    const row = Math.floor(k / (columns - 1));
    repeated.set(examples.subarray(row * size, (row + 1) * size), k * size);
  }
  const seen = await augmentEach(repeated, dataset.shape, { augment, p, seed });

  const data = new Float32Array(rows * columns * size);
  for (let row = 0; row < rows; row++) {
    data.set(examples.subarray(row * size, (row + 1) * size), row * columns * size);
    data.set(seen.subarray(row * (columns - 1) * size, (row + 1) * (columns - 1) * size), (row * columns + 1) * size);
  }
  const [height, width, channels] = dataset.shape as [number, number, number];
  return imageGrid(shownChannels({ data, count: rows * columns, height, width, channels, range, columns }));
}

import { compile, inferencePlan } from '../../compile/compile.ts';
import type { Dataset } from '../../data/dataset.ts';
import { DuelError } from '../../errors.ts';
import { type Augment, augmented, drawFrom } from '../../gan/index.ts';
import { RandomStream } from '../../random/stream.ts';
import type { ArrayData, Arrays } from '../../runtime/engine.ts';
import { openHere } from '../../runtime/node/open.ts';
import { constant, expand, input, reshape, sizeOf, type Tensor } from '../../tensor/index.ts';
import { isImage } from '../sampling/sampler.ts';
import { imageGrid } from './pictures.ts';
import type { ValueRange } from './raster.ts';
import { shownChannels } from './shownChannels.ts';

export interface SheetOptions {
  readonly augment: Augment;
  /** The probability of ADA's transformations. */
  readonly p: number;
  /** Examples, one to a row. */
  readonly rows: number;
  /** Pictures in a row: the example, and as D would see it at other times. */
  readonly columns: number;
  readonly seed: number;
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

  const count = rows * (columns - 1);
  const feeds: Record<string, ArrayData> = {};
  const fed = (name: string, shape: readonly number[], data: Float32Array): Tensor => {
    feeds[name] = { shape, data };
    return input(name, shape);
  };
  const each = fed('examples', [rows, 1, ...dataset.shape], examples);
  const repeated = reshape(expand(each, [rows, columns - 1, ...dataset.shape]), [count, ...dataset.shape]);
  const draw = drawFrom((index, kind, shape) => {
    const stream = new RandomStream(seed, `augment${index}`);
    const data = new Float32Array(sizeOf(shape));
    return fed(`augment${index}`, shape, kind === 'normal' ? stream.fillNormal(data) : stream.fillUniform(data));
  }, count);
  const seen = await run({ seen: augmented(repeated, augment, draw, constant(p)) }, feeds);

  const size = sizeOf(dataset.shape);
  const data = new Float32Array(rows * columns * size);
  for (let row = 0; row < rows; row++) {
    data.set(examples.subarray(row * size, (row + 1) * size), row * columns * size);
    data.set(seen.subarray(row * (columns - 1) * size, (row + 1) * (columns - 1) * size), (row * columns + 1) * size);
  }
  const [height, width, channels] = dataset.shape as [number, number, number];
  return imageGrid(shownChannels({ data, count: rows * columns, height, width, channels, range, columns }));
}

async function run(outputs: { seen: Tensor }, feeds: Arrays): Promise<Float32Array> {
  const engine = await openHere('cpu');
  const program = await engine.load(compile(outputs, inferencePlan).bytes);
  const { seen } = await program.run(feeds);
  await program.close();
  await engine.close();
  return seen!.data as Float32Array;
}

import { RandomStream } from '../../random/stream.ts';
import { assertPart, assertReadable, type Dataset, exampleSize, type ReadOptions } from '../dataset.ts';
import type { PictureShape } from '../pictures/taps.ts';
import { dataError } from '../problems.ts';
import type { ValueRange } from '../scaling.ts';
import { inputMaker } from './makers/registry.ts';
import { type MadePairs, saysOf } from './registry.ts';
import { pairsText } from './short.ts';

/**
 * Pairs of which the `target` is a picture of `dataset`, and the `input` is made of it: as it is read, cropped and
 * flipped alike. What is random about an input follows from `draws`, or else from the example's index alone.
 *
 * Throws a `DuelError` of kind `data` where such an input cannot be made of these pictures.
 */
export function madePairs(dataset: Dataset, pairs: MadePairs): Dataset {
  const { name, kind } = dataset;
  const shape = pictureShape(dataset, pairs);
  const maker = inputMaker(pairs, shape);
  const size = exampleSize(shape);
  const inputSize = exampleSize(maker.shape);
  const text = pairsText(pairs);
  const found = `pairs: the target is each picture, the input ${saysOf(pairs)} (${sizeText(maker.shape)})`;
  const parts = { input: { shape: maker.shape, kind }, target: { shape, kind } };
  return {
    ...dataset,
    parts,
    fingerprint: `pairs-v1-${text}-${dataset.fingerprint}`,
    notes: { found: [...(dataset.notes?.found ?? []), found], warnings: dataset.notes?.warnings ?? [] },
    async read(indices, out, options: ReadOptions = {}) {
      const { part = 'target', ...rest } = options;
      assertPart({ name, parts }, part);
      if (part === 'target') return dataset.read(indices, out, rest);
      assertReadable({ name, shape: maker.shape }, Number.MAX_SAFE_INTEGER, indices, out, options.labels);
      const n = indices.length;
      const pictures = new Float32Array(n * size);
      await dataset.read(indices, pictures, rest);
      const range: ValueRange = options.range ?? [-1, 1];
      for (let k = 0; k < n; k++) {
        const random = (options.draws?.(k) ?? new RandomStream(0, 'example', indices[k]!)).branch('pairs');
        const picture = pictures.subarray(k * size, (k + 1) * size);
        maker.make(picture, out.subarray(k * inputSize, (k + 1) * inputSize), { range, random });
      }
    },
  };
}

function pictureShape({ shape, kind, scaling, parts, name }: Dataset, pairs: MadePairs): PictureShape {
  const where = `pairs ${pairsText(pairs)}`;
  if (parts !== undefined)
    throw dataError('pairs-of-pairs', `${name} has inputs already`, { where, fix: 'choose one way of having pairs' });
  if (shape.length === 3 && (kind === 'uint8' || scaling?.type === 'range')) return shape as unknown as PictureShape;
  throw dataError('pairs-of-pictures', `inputs are made of pictures, and ${name} has none`, {
    where,
    fix: 'choose data that are pictures',
  });
}

const sizeText = ([h, w, c]: PictureShape): string => `${h}×${w}, ${c} channel${c === 1 ? '' : 's'}`;

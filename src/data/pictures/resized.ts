import { Buffer } from 'node:buffer';
import { type Dataset, exampleSize } from '../dataset.ts';
import { foretell } from '../foreseen.ts';
import { dataError } from '../problems.ts';
import type { DataContext, DataRequest } from '../request.ts';
import { heightAndWidth } from '../resolution.ts';
import { type Append, assertCacheRoom, openCached } from '../storage/cache.ts';
import { cacheFolder } from '../storage/places.ts';
import { resampler } from './resample.ts';
import { joined } from './source-notes.ts';

/** The data set in the size and channels that are asked for: itself where it is so already, else resized by way of the cache. */
export async function resized(dataset: Dataset, request: DataRequest, context: DataContext): Promise<Dataset> {
  const { resolution, channels, fit = 'crop' } = request;
  const { layout } = dataset;
  const [h, w, c] = dataset.shape;
  const [height, width] = resolution === undefined ? [h!, w!] : heightAndWidth(resolution);
  // numbers other than bytes, and channels that are no colours, stay as they are
  const keeps = dataset.kind !== 'uint8' || (c !== 1 && c !== 3);
  const wanted = { height, width, channels: keeps ? c! : (channels ?? c) };
  if (resolution === undefined && (channels === undefined || keeps)) return dataset;
  if (wanted.height === h && wanted.width === w && wanted.channels === c) return dataset;
  if (dataset.shape.length !== 3 || dataset.kind !== 'uint8') {
    await dataset.close();
    throw dataError(
      'cannot-resize',
      `${dataset.kind === 'uint8' ? 'bytes' : 'numbers other than bytes'} of shape ${dataset.shape.join(' × ')} cannot be resized`,
      {
        where: request.source,
        fix: 'leave --resolution out, or bring the data to that size first',
      },
    );
  }
  const resample = resampler({ height: h!, width: w!, channels: c! }, wanted, fit);
  try {
    const key = JSON.stringify([dataset.fingerprint, wanted, fit, ...(layout === 'nchw' ? [layout] : [])]);
    const folder = cacheFolder(context);
    const made = await openCached(dataset.name, key, folder, async (append) => {
      const shape = [wanted.height, wanted.width, wanted.channels];
      const { name, count, classes } = dataset;
      foretell(context, { name, count, shape, classes });
      assertCacheRoom(folder, count * exampleSize(shape));
      return { shape, classes, labels: await resampleAll(dataset, resample, append, context) };
    });
    const { notes, scaling, values } = dataset;
    return {
      ...made,
      notes: notes && made.notes ? joined(notes, made.notes) : (notes ?? made.notes),
      layout,
      scaling,
      values,
    };
  } finally {
    await dataset.close();
  }
}

const batch = 256;

/** Appends every example, resampled, and returns the labels. */
async function resampleAll(
  dataset: Dataset,
  resample: (bytes: Uint8Array) => Uint8Array,
  append: Append,
  context: DataContext,
): Promise<number[]> {
  const size = exampleSize(dataset.shape);
  const values = new Float32Array(batch * size);
  const labels = new Int32Array(dataset.count);
  for (let first = 0; first < dataset.count; first += batch) {
    context.signal?.throwIfAborted();
    const n = Math.min(batch, dataset.count - first);
    const indices = Array.from({ length: n }, (_, k) => first + k);
    await dataset.read(indices, values, { range: [0, 255], labels: labels.subarray(first, first + n) });
    const bytes = Uint8Array.from(values);
    const done = indices.map((_, k) => resample(bytes.subarray(k * size, (k + 1) * size)));
    await append(Buffer.concat(done));
    await context.onProgress?.({ stage: 'decode', done: first + n, total: dataset.count });
  }
  return dataset.classes.length === 0 ? [] : Array.from(labels);
}

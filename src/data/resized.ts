import { openCached } from './cache.ts';
import type { Dataset } from './dataset.ts';
import { inParallel } from './in-parallel.ts';
import { resizeRaw } from './picture.ts';
import { cacheFolder } from './places.ts';
import { dataError } from './problems.ts';
import type { DataContext, DataRequest } from './request.ts';

/** The data set in the size and channels that are asked for: itself where it is so already, else resized by way of the cache. */
export async function resized(dataset: Dataset, request: DataRequest, context: DataContext): Promise<Dataset> {
  const { resolution, channels, fit = 'crop' } = request;
  const [h, w, c] = dataset.shape;
  const wanted = { height: resolution ?? h!, width: resolution ?? w!, channels: channels ?? (c as 1 | 3) };
  if (resolution === undefined && channels === undefined) return dataset;
  if (wanted.height === h && wanted.width === w && wanted.channels === c) return dataset;
  if (dataset.shape.length !== 3 || dataset.kind !== 'uint8') {
    await dataset.close();
    throw dataError('cannot-resize', `${dataset.kind} of shape ${dataset.shape.join(' × ')} cannot be resized`, {
      where: request.source,
      fix: 'leave --resolution out, or bring the data to that size first',
    });
  }
  try {
    const form = { ...wanted, fit, resampling: 'lanczos' } as const;
    return await openCached(dataset.name, JSON.stringify([dataset.fingerprint, form]), cacheFolder(context), (append) =>
      resizeAll(dataset, form, append, context),
    );
  } finally {
    await dataset.close();
  }
}

async function resizeAll(
  dataset: Dataset,
  form: Parameters<typeof resizeRaw>[2],
  append: (bytes: Uint8Array) => Promise<void>,
  context: DataContext,
) {
  const [h, w, c] = dataset.shape as [number, number, 1 | 3];
  const size = h * w * c;
  const stride = form.height * form.width * form.channels;
  const batch = 64;
  const values = new Float32Array(batch * size);
  const result = new Uint8Array(batch * stride);
  const labels = new Int32Array(dataset.count);
  for (let first = 0; first < dataset.count; first += batch) {
    context.signal?.throwIfAborted();
    const n = Math.min(batch, dataset.count - first);
    const indices = Array.from({ length: n }, (_, k) => first + k);
    await dataset.read(indices, values, { range: [0, 255], labels: labels.subarray(first, first + n) });
    const bytes = Uint8Array.from(values);
    await inParallel(n, 4, async (k) => {
      result.set(await resizeRaw(bytes.subarray(k * size, (k + 1) * size), [h, w, c], form), k * stride);
    });
    await append(result.subarray(0, n * stride));
    context.onProgress?.({ stage: 'decode', done: first + n, total: dataset.count });
  }
  const { classes } = dataset;
  return {
    shape: [form.height, form.width, form.channels],
    classes,
    labels: classes.length === 0 ? [] : Array.from(labels),
  };
}

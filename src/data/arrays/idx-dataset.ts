import { createHash } from 'node:crypto';
import type { Dataset } from '../dataset.ts';
import { dataError } from '../problems.ts';
import { inMemory } from '../storage/in-memory.ts';
import type { IdxArray } from './idx.ts';
import { type IdxPair, readIdxFile } from './idx-file.ts';

/** Opens a pair of IDX files; the values live in memory. */
export async function openIdx(
  name: string,
  pair: IdxPair,
  options: { classes?: readonly string[]; signal?: AbortSignal | undefined } = {},
): Promise<Dataset> {
  const images = await readIdxFile(pair.images, options.signal);
  const labels = pair.labels === undefined ? undefined : await readIdxFile(pair.labels, options.signal);
  return idxDataset(name, images, labels, { ...pair, classes: options.classes });
}

/** Joins images and labels; throws when they do not belong together. */
export function idxDataset(
  name: string,
  images: IdxArray,
  labels: IdxArray | undefined,
  source: IdxPair & { classes?: readonly string[] | undefined },
): Dataset {
  const [count = 0, ...rest] = images.dims;
  if (rest.length === 0)
    throw dataError('idx-shape', 'holds one number per example: these are labels, not images', {
      where: source.images,
      fix: 'name the images file',
    });
  if (count === 0 || rest.includes(0))
    throw dataError('empty', `holds no values: it is ${images.dims.join(' × ')}`, {
      where: source.images,
      fix: 'choose other data',
    });
  const shape = rest.length === 2 ? [...rest, 1] : rest;
  if (shape.length === 3 && shape[2] !== 1 && shape[2] !== 3)
    throw dataError('channels', `images have ${shape[2]} channels, 1 or 3 are supported`, {
      where: source.images,
      fix: 'convert them to grey or RGB',
    });
  const classes = labels === undefined ? [] : checkLabels(labels, count, source);
  const hash = createHash('sha256')
    .update(`uint8 ${count} ${shape.join(' ')}\n`)
    .update(images.bytes);
  const part = 2 ** 20;
  for (let first = 0; labels && first < labels.bytes.length; first += part)
    hash.update(Int32Array.from(labels.bytes.subarray(first, first + part)));
  return inMemory({
    name,
    shape,
    stored: images.bytes,
    labels: labels?.bytes,
    classes,
    fingerprint: hash.digest('hex'),
  });
}

function checkLabels(
  labels: IdxArray,
  count: number,
  source: IdxPair & { classes?: readonly string[] | undefined },
): readonly string[] {
  const where = source.labels ?? 'labels';
  if (labels.dims.length !== 1)
    throw dataError('idx-shape', `labels have ${labels.dims.length} dimensions, expected 1`, { where });
  if (labels.dims[0] !== count)
    throw dataError('label-count', `${labels.dims[0]} labels for ${count} images in ${source.images}`, {
      where,
      fix: 'use the labels file that was published with these images',
    });
  const highest = labels.bytes.reduce((a, b) => Math.max(a, b), 0);
  const { classes } = source;
  if (classes === undefined) return Array.from({ length: highest + 1 }, (_, k) => String(k));
  const row = labels.bytes.findIndex((label) => label >= classes.length);
  if (row >= 0)
    throw dataError('label-range', `label ${labels.bytes[row]} where there are ${classes.length} classes`, {
      where: `${where}, example ${row}`,
      fix: 'download the file again: duel data fetch NAME',
    });
  return classes;
}

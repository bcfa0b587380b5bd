import { dataError, messageOf } from '../problems.ts';
import type { ClassList } from './class-files.ts';

/**
 * Reads StyleGAN's `dataset.json`, `{"labels": [["00000/img00000000.png", 3], …]}`. Classes are whole numbers from 0 on,
 * or names; vectors are read where each has a single 1 and else zeros. `"labels": null` says that there are no classes.
 *
 * Returns why it is no such file, where it is another's.
 */
export function readDatasetJson(bytes: Uint8Array, where: string): ClassList | string {
  const json = parse(bytes, where);
  if (typeof json !== 'object' || json === null || !('labels' in json)) return 'it has no "labels"';
  const { labels } = json;
  if (labels === null) return { entries: [] };
  if (!Array.isArray(labels)) throw bad('its "labels" are no list', where);
  return { entries: labels.map((entry, k) => readEntry(entry, `${where}, labels[${k}]`)) };
}

function parse(bytes: Uint8Array, where: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw bad(`the file is no JSON: ${messageOf(cause)}`, where);
  }
}

function readEntry(entry: unknown, where: string): [string, string] {
  const [file, label, ...more]: unknown[] = Array.isArray(entry) ? entry : [];
  if (typeof file !== 'string' || label === undefined || more.length > 0)
    throw bad('an entry is not [file, class]', where);
  return [file, className(label, file, where)];
}

function className(label: unknown, file: string, where: string): string {
  if (typeof label === 'string') return label;
  if (Number.isSafeInteger(label) && (label as number) >= 0) return String(label);
  if (Array.isArray(label)) {
    const ones = label.flatMap((value, k) => (value === 1 ? [k] : []));
    if (label.length > 1 && ones.length === 1 && label.every((value) => value === 0 || value === 1))
      return String(ones[0]);
    throw bad(`the label of ${file} is a vector of ${label.length} numbers, which is no class`, where);
  }
  throw bad(`the label of ${file} is ${JSON.stringify(label)}, and not a class, which is a number from 0 on`, where);
}

const bad = (message: string, where: string) =>
  dataError('bad-labels', message, {
    where,
    fix: 'give each picture the number of its class; with "labels": null there are no classes',
  });

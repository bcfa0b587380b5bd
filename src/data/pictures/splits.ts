import type { Reading } from '../reading.ts';

export type Split = 'train' | 'validation' | 'test';

const names: Readonly<Record<Split, readonly string[]>> = {
  train: ['train', 'training', 'trn'],
  validation: ['validation', 'val', 'valid', 'dev'],
  test: ['test', 'testing', 'eval'],
};
const byName = new Map(
  Object.entries(names).flatMap(([split, names]) => names.map((name) => [name, split as Split] as const)),
);
/** Those of the first reading. */
const first: readonly string[] = ['train', 'validation', 'val', 'test'];

/** The split that a folder of this name holds, in any case: `train`, `Training`, `TRN`; `val`, `dev`; `test`, `eval`. */
export function splitNamed(folder: string, reading: Reading): Split | undefined {
  const name = folder.toLowerCase();
  return reading >= 2 || first.includes(name) ? byName.get(name) : undefined;
}

export const isSplitName = (folder: string): boolean => byName.has(folder.toLowerCase());

/** Whether a word of the name is one of a split: `training_set`, `seg-test`, `train2017`. */
export const looksLikeSplit = (folder: string): boolean => folder.split(/[^\p{L}]+/u).some(isSplitName);

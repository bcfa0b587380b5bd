import { celeba } from './named/celeba.ts';
import { clothing64 } from './named/clothing-64.ts';
import { digits } from './named/digits.ts';
import { fashionMnist } from './named/fashion-mnist.ts';
import { mnist } from './named/mnist.ts';
import { grid, moons, ring, spiral } from './named/points.ts';
import { stackedMnist } from './named/stacked-mnist.ts';
import type { NamedDataset } from './request.ts';

/** Every data set that has a name, in the order in which they are listed. */
export const datasets: readonly NamedDataset[] = [
  mnist,
  fashionMnist,
  stackedMnist,
  clothing64,
  celeba,
  digits,
  ring,
  grid,
  spiral,
  moons,
];

/** The data set of that name, if there is one. */
export function findDataset(name: string): NamedDataset | undefined {
  return datasets.find((dataset) => dataset.name === name);
}

/** Whether a source is a data set that is drawn by formula: endless, and there without files. */
export const isDrawn = (source: string): boolean => findDataset(source)?.needs === 'nothing';

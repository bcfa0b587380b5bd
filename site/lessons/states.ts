import { defaults, type Settings } from '../points/settings.ts';

export const state = (changes: Partial<Settings>): Settings => ({ ...defaults, ...changes });

/** The GAN of 2014 with Adam, without anything that came to its help since. */
export const plain: Partial<Settings> = {
  loss: 'nonSaturating',
  noise: 0,
  noiseFalls: 0,
  average: 0,
  momentum: 0.5,
  generatorRate: 1e-3,
};

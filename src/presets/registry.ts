import { celebaDcgan } from './celeba-dcgan.ts';
import { classifier } from './classifier.ts';
import { dcgan } from './dcgan.ts';
import { fashionMlp } from './fashion-mlp.ts';
import { mnistDcgan } from './mnist-dcgan.ts';
import { mnistMlp } from './mnist-mlp.ts';
import type { Preset } from './preset.ts';
import { quickstart } from './quickstart.ts';

/** All presets, in the order in which they are listed. */
export const presets: readonly Preset[] = [
  quickstart,
  mnistMlp,
  mnistDcgan,
  fashionMlp,
  celebaDcgan,
  dcgan,
  classifier,
];

export const findPreset = (name: string): Preset | undefined => presets.find((p) => p.name === name);

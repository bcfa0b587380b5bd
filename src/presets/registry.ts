import { celebaDcgan } from './celeba-dcgan.ts';
import { fashionMlp } from './fashion-mlp.ts';
import { mnistDcgan } from './mnist-dcgan.ts';
import { mnistMlp } from './mnist-mlp.ts';
import type { Preset } from './preset.ts';

/** All presets, in the order in which they are listed. */
export const presets: readonly Preset[] = [mnistMlp, mnistDcgan, fashionMlp, celebaDcgan];

export const findPreset = (name: string): Preset | undefined => presets.find((p) => p.name === name);

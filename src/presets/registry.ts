import { classifier } from './own/classifier.ts';
import { photos } from './own/photos.ts';
import { quickstart } from './own/quickstart.ts';
import { acgan } from './papers/acgan.ts';
import { cgan } from './papers/cgan.ts';
import { dcgan } from './papers/dcgan.ts';
import { dragan } from './papers/dragan.ts';
import { infogan } from './papers/infogan.ts';
import { lsgan } from './papers/lsgan.ts';
import { pacgan } from './papers/pacgan.ts';
import { progressive } from './papers/progressive.ts';
import { r3gan } from './papers/r3gan.ts';
import { sagan } from './papers/sagan.ts';
import { sngan } from './papers/sngan.ts';
import { stackedMnist } from './papers/stacked-mnist.ts';
import { unrolled } from './papers/unrolled.ts';
import { wgan } from './papers/wgan.ts';
import { wganGp } from './papers/wgan-gp.ts';
import { mixtures } from './planar/mixtures.ts';
import type { Preset } from './preset.ts';
import { cyclegan } from './translation/cyclegan.ts';
import { pix2pix } from './translation/pix2pix.ts';
import { restore } from './translation/restore.ts';
import { superResolution } from './translation/super-resolution.ts';
import { celebaDcgan } from './tutorials/celeba-dcgan.ts';
import { fashionMlp } from './tutorials/fashion-mlp.ts';
import { mnistDcgan } from './tutorials/mnist-dcgan.ts';
import { mnistMlp } from './tutorials/mnist-mlp.ts';

/** All presets, in the order in which they are listed. */
export const presets: readonly Preset[] = [
  quickstart,
  mnistMlp,
  mnistDcgan,
  fashionMlp,
  celebaDcgan,
  dcgan,
  photos,
  lsgan,
  wgan,
  wganGp,
  dragan,
  cgan,
  acgan,
  infogan,
  sngan,
  sagan,
  r3gan,
  progressive,
  pacgan,
  unrolled,
  stackedMnist,
  pix2pix,
  cyclegan,
  superResolution,
  restore,
  classifier,
  ...mixtures,
];

export const findPreset = (name: string): Preset | undefined => presets.find((p) => p.name === name);

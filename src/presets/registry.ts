import { acgan } from './acgan.ts';
import { celebaDcgan } from './celeba-dcgan.ts';
import { cgan } from './cgan.ts';
import { classifier } from './classifier.ts';
import { dcgan } from './dcgan.ts';
import { dragan } from './dragan.ts';
import { fashionMlp } from './fashion-mlp.ts';
import { grid } from './grid.ts';
import { gridBaseline } from './grid-baseline.ts';
import { gridPacgan } from './grid-pacgan.ts';
import { gridR3gan } from './grid-r3gan.ts';
import { gridUnrolled } from './grid-unrolled.ts';
import { infogan } from './infogan.ts';
import { lsgan } from './lsgan.ts';
import { mnistDcgan } from './mnist-dcgan.ts';
import { mnistMlp } from './mnist-mlp.ts';
import { pacgan } from './pacgan.ts';
import type { Preset } from './preset.ts';
import { quickstart } from './quickstart.ts';
import { r3gan } from './r3gan.ts';
import { ring } from './ring.ts';
import { ringBaseline } from './ring-baseline.ts';
import { ringPacgan } from './ring-pacgan.ts';
import { ringR3gan } from './ring-r3gan.ts';
import { ringUnrolled } from './ring-unrolled.ts';
import { sagan } from './sagan.ts';
import { sngan } from './sngan.ts';
import { stackedMnist } from './stacked-mnist.ts';
import { unrolled } from './unrolled.ts';
import { wgan } from './wgan.ts';
import { wganGp } from './wgan-gp.ts';

/** All presets, in the order in which they are listed. */
export const presets: readonly Preset[] = [
  quickstart,
  mnistMlp,
  mnistDcgan,
  fashionMlp,
  celebaDcgan,
  dcgan,
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
  pacgan,
  unrolled,
  stackedMnist,
  classifier,
  ring,
  ringBaseline,
  ringPacgan,
  ringUnrolled,
  ringR3gan,
  grid,
  gridBaseline,
  gridPacgan,
  gridUnrolled,
  gridR3gan,
];

export const findPreset = (name: string): Preset | undefined => presets.find((p) => p.name === name);

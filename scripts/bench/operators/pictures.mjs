const digits = [28, 28, 1];
const photographs = [64, 64, 3];
const ofPaper = [256, 256, 3];

/**
 * The presets that have convolutions, and the pictures that they are looked at with: those of their data sets, and of
 * presets for photographs those of their size. Pictures into pictures have two sizes, that of most tables in the docs and the
 * papers'.
 */
export const pictures = {
  quickstart: digits,
  'mnist-dcgan': digits,
  'celeba-dcgan': photographs,
  dcgan: photographs,
  photos: photographs,
  lsgan: digits,
  wgan: digits,
  'wgan-gp': digits,
  dragan: digits,
  cgan: digits,
  acgan: digits,
  infogan: digits,
  sngan: [32, 32, 3],
  sagan: photographs,
  r3gan: photographs,
  progressive: photographs,
  pacgan: digits,
  unrolled: digits,
  'stacked-mnist': [28, 28, 3],
  pix2pix: photographs,
  'pix2pix-256': ofPaper,
  cyclegan: photographs,
  'cyclegan-256': ofPaper,
  'super-resolution': photographs,
  restore: photographs,
  classifier: digits,
};

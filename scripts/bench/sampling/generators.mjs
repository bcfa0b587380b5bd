/** The generators that are timed: presets, and the shape of their pictures. */
export const generators = {
  'mnist-mlp': [28, 28, 1],
  'fashion-mlp': [28, 28, 1],
  'mnist-dcgan': [28, 28, 1],
  'celeba-dcgan': [64, 64, 3],
  dcgan: [64, 64, 3],
  photos: [64, 64, 3],
  progressive: [64, 64, 3],
};

/** The systems that are measured, and the shape of one example. Their pictures are noise: only the step is timed. */
export const systems = {
  'mnist-mlp': [28, 28, 1],
  'fashion-mlp': [28, 28, 1],
  'mnist-dcgan': [28, 28, 1],
  'celeba-dcgan': [64, 64, 3],
};

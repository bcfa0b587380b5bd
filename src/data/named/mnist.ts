import { mnistLike } from './mnist-like.ts';

export const mnist = mnistLike({
  name: 'mnist',
  title: 'MNIST handwritten digits',
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  licence: 'CC BY-SA 3.0',
  origin: 'Y. LeCun, C. Cortes, C. Burges, http://yann.lecun.com/exdb/mnist',
  folders: ['mnist', 'MNIST/raw', 'MNIST'],
});

import { mnistLike } from './mnist-like.ts';

export const fashionMnist = mnistLike({
  name: 'fashion-mnist',
  title: 'Fashion-MNIST, articles of clothing',
  classes: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
  licence: 'MIT',
  origin: 'Zalando Research, https://github.com/zalandoresearch/fashion-mnist',
  folders: ['fashion-mnist', 'FashionMNIST/raw', 'FashionMNIST'],
});

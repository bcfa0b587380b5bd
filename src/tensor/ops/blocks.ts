import { image, shapeError, type Tensor } from '../tensor.ts';
import { reshape, transpose } from './layout.ts';

/** [n, h, w, b·b·c] to [n, h·b, w·b, c]: blocks of channels become blocks of pixels, rows first, channels last. */
export function depthToSpace(x: Tensor, block: number): Tensor {
  const [n, h, w, c] = image('depthToSpace', x);
  if (c % (block * block) !== 0) throw shapeError('depthToSpace', `channels divisible by ${block * block}`, x);
  const out = c / (block * block);
  const blocks = transpose(reshape(x, [n, h, w, block, block, out]), [0, 1, 3, 2, 4, 5]);
  return reshape(blocks, [n, h * block, w * block, out]);
}

/** [n, h·b, w·b, c] to [n, h, w, b·b·c]: the inverse of `depthToSpace`. */
export function spaceToDepth(x: Tensor, block: number): Tensor {
  const [n, h, w, c] = image('spaceToDepth', x);
  if (h % block !== 0 || w % block !== 0) throw shapeError('spaceToDepth', `sides divisible by ${block}`, x);
  const cells = transpose(reshape(x, [n, h / block, block, w / block, block, c]), [0, 1, 3, 2, 4, 5]);
  return reshape(cells, [n, h / block, w / block, block * block * c]);
}

import { reshape, type Shape, type Tensor, transpose } from '../../tensor/index.ts';

/** The shape that D takes when it judges `m` examples of `shape` at once (PacGAN, Lin et al. 2018): m times the channels. */
export const packed = (shape: Shape, m: number): Shape => [...shape.slice(0, -1), shape.at(-1)! * m];

/** Examples [n, …, c] by m along the last axis: [n / m, …, m c]. Example k of a pack has the channels from k c on. */
export function pack(x: Tensor, m: number): Tensor {
  const [n, ...shape] = x.shape as [number, ...number[]];
  const groups = reshape(x, [n / m, m, ...shape]);
  // m goes before the channels
  const order = [0, ...shape.slice(0, -1).map((_, i) => i + 2), 1, shape.length + 1];
  return reshape(transpose(groups, order), [n / m, ...packed(shape, m)]);
}

import {
  add,
  constant,
  cos,
  floor,
  image,
  matmul,
  mul,
  ndarray,
  reshape,
  sin,
  sub,
  type Tensor,
} from '../../tensor/index.ts';
import { around0, exp2, gated } from './adaGate.ts';
import type { DrawNumbers } from './draw.ts';

/**
 * A transformation of colours that keeps the grey axis v = (1, 1, 1)/√3 in place: a colour's grey part g becomes
 * `gain` g + `offset`; its chroma, a plane across v, is multiplied by the complex number `re` + i `im`. Entries are [n]
 * or scalars.
 */
export interface ColorMap {
  readonly gain: Tensor;
  readonly offset: Tensor;
  readonly re: Tensor;
  readonly im: Tensor;
}
export type Chromatic = (map: ColorMap, draw: DrawNumbers, p: Tensor) => ColorMap;

const brightness: Chromatic = (map, draw, p) => {
  const { gate } = draw('uniform', ['gate']);
  const { amount } = draw('normal', ['amount']);
  return { ...map, offset: add(map.offset, gated(gate, p, mul(amount, 0.2), 0)) };
};

const contrast: Chromatic = ({ gain, offset, re, im }, draw, p) => {
  const { gate } = draw('uniform', ['gate']);
  const { amount } = draw('normal', ['amount']);
  const k = gated(gate, p, exp2(mul(amount, 0.5)), 1);
  return { gain: mul(gain, k), offset: mul(offset, k), re: mul(re, k), im: mul(im, k) };
};

const lumaFlip: Chromatic = (map, draw, p) => {
  const u = draw('uniform', ['gate', 'side']);
  const factor = gated(u.gate, p, sub(1, mul(floor(mul(u.side, 2)), 2)), 1);
  return { ...map, gain: mul(map.gain, factor), offset: mul(map.offset, factor) };
};

const hueRotation: Chromatic = (map, draw, p) => {
  const u = draw('uniform', ['gate', 'angle']);
  const angle = gated(u.gate, p, around0(u.angle, Math.PI), 0);
  const [c, s] = [cos(angle), sin(angle)];
  return { ...map, re: sub(mul(map.re, c), mul(map.im, s)), im: add(mul(map.im, c), mul(map.re, s)) };
};

const saturation: Chromatic = (map, draw, p) => {
  const { gate } = draw('uniform', ['gate']);
  const { amount } = draw('normal', ['amount']);
  const k = gated(gate, p, exp2(amount), 1);
  return { ...map, re: mul(map.re, k), im: mul(map.im, k) };
};

/** In the order of the pipeline. */
export const chromatics = [
  ['brightness', brightness],
  ['contrast', contrast],
  ['lumaFlip', lumaFlip],
  ['hueRotation', hueRotation],
  ['saturation', saturation],
] as const;
/** Those that leave grey images as they are. */
export const ofChroma: readonly string[] = ['hueRotation', 'saturation'];

export function unchanged(): ColorMap {
  const [zero, one] = [constant(0), constant(1)];
  return { gain: one, offset: zero, re: one, im: zero };
}

/** √3 v × x, as a matrix: a quarter turn of the chroma, times √3. */
const quarterTurn = ndarray([3, 3], [0, -1, 1, 1, 0, -1, -1, 1, 0]);
const unit = ndarray([3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]);

/** Images [n, h, w, 1 or 3], each with its map applied to all its pixels. */
export function recolored(images: Tensor, map: ColorMap): Tensor {
  const [n, h, w, c] = image('ada', images);
  const entry = (t: Tensor) => (t.rank === 0 ? t : reshape(t, [n, 1, 1]));
  const pixels = reshape(images, [n, h * w, c]);
  if (c === 1) return reshape(add(mul(pixels, entry(map.gain)), entry(map.offset)), images.shape);
  const matrix = add(
    add(mul(entry(map.re), constant(unit)), mul(mul(entry(map.im), 1 / Math.sqrt(3)), constant(quarterTurn))),
    mul(entry(sub(map.gain, map.re)), 1 / 3),
  );
  return reshape(add(matmul(pixels, matrix, { transposeB: true }), entry(map.offset)), images.shape);
}

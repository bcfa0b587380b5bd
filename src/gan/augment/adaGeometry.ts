import { add, cos, equal, floor, mul, neg, sin, sqrt, sub, type Tensor, toFloat } from '../../tensor/index.ts';
import { around0, exp2, gated } from './adaGate.ts';
import { type Affine, afterRotation, afterScaling, afterShift } from './affine.ts';
import type { DrawNumbers } from './draw.ts';

/** The inverse of a geometric transformation, put before `map`, which takes the result's pixels to the image's. */
export type Geometric = (map: Affine, draw: DrawNumbers, p: Tensor, size: { h: number; w: number }) => Affine;

const xFlip: Geometric = (map, draw, p) => {
  const u = draw('uniform', ['gate', 'side']);
  const factor = sub(1, mul(floor(mul(u.side, 2)), 2));
  return afterScaling(map, gated(u.gate, p, factor, 1), 1);
};

const rotate90: Geometric = (map, draw, p) => {
  const u = draw('uniform', ['gate', 'turns']);
  const turns = gated(u.gate, p, floor(mul(u.turns, 4)), 0);
  const is = (k: number) => toFloat(equal(turns, k));
  return afterRotation(map, sub(is(0), is(2)), sub(is(1), is(3)));
};

const integerTranslation: Geometric = (map, draw, p, { h, w }) => {
  const u = draw('uniform', ['gate', 'x', 'y']);
  const pixels = (amount: Tensor, length: number) => {
    const rounded = floor(add(around0(amount, length / 8), 0.5));
    return neg(gated(u.gate, p, rounded, 0));
  };
  return afterShift(map, pixels(u.x, w), pixels(u.y, h));
};

const isotropicScaling: Geometric = (map, draw, p) => {
  const { gate } = draw('uniform', ['gate']);
  const { size } = draw('normal', ['size']);
  const shrink = gated(gate, p, exp2(mul(size, -0.2)), 1);
  return afterScaling(map, shrink, shrink);
};

/** A rotation comes before and after anisotropic scaling; so that one happens with p, each does with 1 − √(1 − p). */
const rotation: Geometric = (map, draw, p) => {
  const u = draw('uniform', ['gate', 'angle']);
  const angle = gated(u.gate, sub(1, sqrt(sub(1, p))), around0(u.angle, Math.PI), 0);
  return afterRotation(map, cos(angle), sin(angle));
};

const anisotropicScaling: Geometric = (map, draw, p) => {
  const { gate } = draw('uniform', ['gate']);
  const { size } = draw('normal', ['size']);
  const exponent = gated(gate, p, mul(size, 0.2), 0);
  return afterScaling(map, exp2(neg(exponent)), exp2(exponent));
};

const fractionalTranslation: Geometric = (map, draw, p, { h, w }) => {
  const { gate } = draw('uniform', ['gate']);
  const { x, y } = draw('normal', ['x', 'y']);
  const pixels = (amount: Tensor, length: number) => gated(gate, p, mul(amount, -length / 8), 0);
  return afterShift(map, pixels(x, w), pixels(y, h));
};

/** In the order of the pipeline: pixel blitting, then general transformations. */
export const geometrics = [
  ['xFlip', xFlip],
  ['rotate90', rotate90],
  ['integerTranslation', integerTranslation],
  ['isotropicScaling', isotropicScaling],
  ['rotation', rotation],
  ['anisotropicScaling', anisotropicScaling],
  ['rotation', rotation],
  ['fractionalTranslation', fractionalTranslation],
] as const;
/** Those that take pixels to pixels, where height and width are both odd or both even. */
export const blits: readonly string[] = ['xFlip', 'rotate90', 'integerTranslation'];

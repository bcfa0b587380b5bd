import { DuelError } from '../errors.ts';
import type { Shape } from '../tensor/index.ts';

/**
 * The sides of the square pictures that a network goes through, smallest first: halves of `shape`'s side down to 4 to 7
 * pixels. 28: 7, 14, 28; 64: 4, 8, 16, 32, 64.
 */
export function stagesOf(shape: Shape): number[] {
  const [height, width] = shape as [number, number, number];
  const sides = [height];
  while (sides[0]! % 2 === 0 && sides[0]! >= 8) sides.unshift(sides[0]! / 2);
  if (shape.length !== 3 || height !== width || sides[0]! > 7 || sides.length < 3)
    throw new DuelError('usage', 'preset/resolution', `this preset cannot make pictures of ${shape.join('×')}`, {
      where: 'resolution',
      fix: 'use --resolution 28, 32, 40, 48, 56, 64, 80, 96, 112 or 128',
    });
  return sides;
}

/** Grey pictures: digits, clothes. Narrower networks do for them. */
export const isGrey = (shape: Shape): boolean => shape[2] === 1;

/** What presets for pictures have in common: on which data they are tried, and how they are reported. */
export const forPictures = {
  data: { source: 'mnist', range: [-1, 1] },
  draw: 'shuffled',
  report: { steps: 100, as: 'means' },
  snapshot: { steps: 1000 },
  monitor: { rows: 8, columns: 8 },
} as const;

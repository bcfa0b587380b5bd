import { z } from 'zod';
import type { DataShape } from '../../gan/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { pictureSize } from '../networks/stages.ts';

/** Shapes of an input and of what it is to become: those of the data's parts, or of one picture where they have none. */
export function pairOf({ shape, parts }: DataShape, inputOf: (target: Shape) => Shape = (target) => target) {
  const to = parts?.target ?? shape;
  pictureSize(to);
  return { from: parts?.input ?? inputOf(to), to };
}

/** What a discriminator sees: a picture, after the input that it was made from. */
export const seenShape = (from: Shape, to: Shape, conditional: boolean): Shape =>
  conditional ? [to[0]!, to[1]!, from[2]! + to[2]!] : to;

/** Channels of the networks' first convolutions. */
export const widthOption = (channels: number) => z.int().positive().max(1024).default(channels);
export const normOption = z.enum(['instance', 'batch', 'none']).default('instance');
/** Halvings of the U-Net. Default: as many as the size allows; below 128 pixels down to 4. */
export const depthOption = z.int().min(2).max(8).optional();
/** Side of the squares that the discriminator judges by. Default: about half of the picture. */
export const patchOption = z.union([z.literal(16), z.literal(34), z.literal(70)]).optional();
/** Whether the discriminator sees the input beside the picture made of it. */
export const conditionalOption = z.boolean().default(true);

/** What presets for pairs have in common. */
export const forPairs = {
  data: { range: [-1, 1], flip: true, holdOut: 0.1 },
  draw: 'shuffled',
  report: { steps: 100, as: 'means' },
  snapshot: { steps: 1000 },
  monitor: { rows: 6, columns: 2 },
} as const;

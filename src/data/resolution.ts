import { DuelError } from '../errors.ts';

/** The size of pictures in pixels: a number that is height and width, or `[height, width]`. */
export type Resolution = number | readonly [height: number, width: number];

/** Largest height or width that pictures are brought to. */
const most = 4096;

export const heightAndWidth = (resolution: Resolution): readonly [height: number, width: number] =>
  typeof resolution === 'number' ? [resolution, resolution] : resolution;

/** As a person writes it: `64`, `48x64`. */
export const resolutionText = (resolution: Resolution): string => {
  const [height, width] = heightAndWidth(resolution);
  return height === width ? String(height) : `${height}x${width}`;
};

/** Throws unless height and width are whole numbers that pictures can have. */
export function assertResolution(resolution: Resolution): void {
  if (heightAndWidth(resolution).every((side) => Number.isInteger(side) && side >= 1 && side <= most)) return;
  throw new DuelError(
    'data',
    'data/resolution',
    `a resolution of ${resolutionText(resolution)}; whole numbers from 1 to ${most} are possible`,
    { where: 'resolution', fix: 'give another --resolution, such as 64, or 48x64 (height by width)' },
  );
}

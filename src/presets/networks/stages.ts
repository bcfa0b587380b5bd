import { DuelError } from '../../errors.ts';
import type { Shape } from '../../tensor/index.ts';

/** Height and width of what a network has at one of its stages. */
export type Side = readonly [height: number, width: number];

/**
 * The sizes that a network takes pictures of `shape` through, smallest first: halves of height and width, down to 4 to 7
 * pixels for the shorter side, and two halvings at least. 28×28: 7×7, 14×14, 28×28; 48×64: 6×8, 12×16, 24×32, 48×64.
 */
export function stagesOf(shape: Shape): Side[] {
  const [height, width] = pictureSize(shape);
  const sides: Side[] = [[height, width]];
  for (;;) {
    const [h, w] = sides[0]!;
    if (h % 2 !== 0 || w % 2 !== 0 || Math.min(h, w) < 8) break;
    sides.unshift([h / 2, w / 2]);
  }
  if (Math.min(...sides[0]!) <= 7 && sides.length >= 3) return sides;
  throw cannotMake(shape, nearestStaged([height, width]));
}

/** The size that becomes height and width of `shape` when it is doubled `times` times. */
export function halved(shape: Shape, times: number): Side {
  const part = 2 ** times;
  const [height, width] = pictureSize(shape);
  if (height % part === 0 && width % part === 0) return [height / part, width / part];
  const near = (n: number) => part * Math.max(1, Math.round(n / part));
  throw cannotMake(shape, [near(height), near(width)]);
}

/** Height and width of pictures of `shape`. Throws where examples are no pictures. */
export function pictureSize(shape: Shape): Side {
  const [height, width] = shape;
  if (shape.length === 3) return [height!, width!];
  throw new DuelError('usage', 'preset/no-pictures', `this preset makes pictures, and these data are [${shape}]`, {
    where: '--data',
    fix: "take pictures, or a preset for points ('duel presets'), or write a GAN of your own, as examples/my-gan.ts does",
  });
}

/** Of the sizes that `stagesOf` takes, the one whose height and width differ least in all. */
function nearestStaged([height, width]: Side): Side {
  let best: { side: Side; distance: number } | undefined;
  for (let halvings = 2; halvings <= 9; halvings++) {
    const part = 2 ** halvings;
    const near = (n: number, most: number) => part * Math.min(most, Math.max(4, Math.round(n / part)));
    for (const side of [
      [near(height, 7), near(width, Infinity)],
      [near(height, Infinity), near(width, 7)],
    ] as const) {
      const distance = Math.abs(side[0] - height) + Math.abs(side[1] - width);
      if (best === undefined || distance < best.distance) best = { side, distance };
    }
  }
  return best!.side;
}

function cannotMake(shape: Shape, [height, width]: Side): DuelError {
  const size = height === width ? height : `${height}x${width}`;
  return new DuelError('usage', 'preset/resolution', `this preset cannot make pictures of ${shape.join('×')}`, {
    where: 'resolution',
    fix: `use --resolution ${size}, the nearest that it can`,
  });
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

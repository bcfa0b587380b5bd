import type { Network } from '../../../nn/index.ts';
import { refuse } from '../../checks/refuse.ts';
import { type Side, sameSide } from './cuts.ts';
import { discriminatorSpots, generatorSpots, type Spot } from './networks.ts';

/** The sizes that two networks grow through, smallest first, with where each is cut. */
export interface Size {
  readonly side: Side;
  readonly generator: Spot;
  readonly discriminator: Spot;
}

/**
 * The sizes through which a GAN grows.
 *
 * @param heights those that are asked for; default: all that both networks pass through
 * @throws DuelError `gan/growing` where a network does not pass through one, with those that it does
 */
export function growthOf(generator: Network, discriminator: Network, heights?: readonly number[]): readonly Size[] {
  const judged = discriminatorSpots(discriminator);
  const known = generatorSpots(generator).flatMap((spot): Size[] => {
    const taken = judged.find(({ side }) => sameSide(side, spot.side));
    return taken ? [{ side: spot.side, generator: spot, discriminator: taken }] : [];
  });
  const list = known.map(({ side }) => side[0]).join(', ') || 'none';
  if (known.length < 2)
    refuse(
      'growing',
      `to grow, both networks have to pass through the same smaller sizes, and those that both do are ${list}`,
      'growing',
      'take networks of convolutions that double and halve the size, or leave growing out',
    );
  const sizes = heights ? heights.map((height) => known.find(({ side }) => side[0] === height)) : known;
  const fix = `choose among ${list}, smallest first and ${known.at(-1)!.side[0]} last`;
  const missing = sizes.indexOf(undefined);
  if (missing >= 0)
    refuse('growing', `not both networks can be cut at a height of ${heights![missing]}`, 'growing.sizes', fix);
  const found = sizes as readonly Size[];
  if (found.at(-1) !== known.at(-1) || found.some((size, i) => i > 0 && !isMultiple(size.side, found[i - 1]!.side)))
    refuse('growing', 'sizes rise to that of the data, each a whole multiple of the one before', 'growing.sizes', fix);
  return found;
}

const isMultiple = (large: Side, small: Side): boolean => {
  const factor = large[0] / small[0];
  return Number.isInteger(factor) && factor > 1 && large[1] / small[1] === factor;
};

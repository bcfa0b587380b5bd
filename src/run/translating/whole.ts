import type { Size, SizeRule } from './sizes.ts';
import { cutOut, Mosaic, type Picture, tileStarts } from './tiles.ts';

/** Most pixels of an input that are translated at once, and the side of the tiles of a larger one. */
const mostPixels = 768 * 768;
const tileSide = 512;

/**
 * A picture of any size by a network that takes some: mirrored beyond its sides and the result cut back, or in tiles that
 * fade into one another where it is too large, or the network takes one size alone.
 *
 * @param run the network, for a part of a size that it takes
 */
export async function translateWhole(
  picture: Picture,
  rule: SizeRule,
  run: (part: Picture) => Promise<Picture>,
): Promise<Picture> {
  const { isFree, multiple, trained, scale } = rule;
  const { height, width } = picture;
  const up = (side: number) => Math.ceil(side / multiple) * multiple;
  if (isFree && height * width <= mostPixels) {
    const whole = await run(cutOut(picture, 0, 0, [up(height), up(width)]));
    return cropped(whole, [height * scale, width * scale]);
  }
  return inTiles(picture, isFree ? [up(tileSide), up(tileSide)] : trained, scale, run);
}

async function inTiles(
  picture: Picture,
  [height, width]: Size,
  scale: number,
  run: (part: Picture) => Promise<Picture>,
): Promise<Picture> {
  const overlap = Math.floor(Math.min(height, width) / 4);
  let mosaic: Mosaic | undefined;
  for (const top of tileStarts(picture.height, height, overlap))
    for (const left of tileStarts(picture.width, width, overlap)) {
      const tile = await run(cutOut(picture, top, left, [height, width]));
      mosaic ??= new Mosaic(picture.height * scale, picture.width * scale, tile.channels);
      mosaic.add(tile, top * scale, left * scale, overlap * scale);
    }
  return mosaic!.finish();
}

function cropped(picture: Picture, [height, width]: Size): Picture {
  return height === picture.height && width === picture.width ? picture : cutOut(picture, 0, 0, [height, width]);
}

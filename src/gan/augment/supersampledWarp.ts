import { add, arange, image, linearMap, mul, reshape, type Tensor, toFloat, transpose } from '../../tensor/index.ts';
import { type Affine, bilinear, neighboursInPeriod, reflection } from './affine.ts';

/** Low-pass of Daubechies' wavelet sym6, the least asymmetric with six vanishing moments, divided by its sum √2. */
const lowPass = [
  0.015404109327027373, 0.0034907120842174702, -0.11799011114819057, -0.048311742585633, 0.4910559419267466,
  0.787641141030194, 0.3379294217276218, -0.07263752278646252, -0.021060292512300564, 0.04472490177066578,
  0.0017677118642428036, -0.007800708325034148,
].map((tap) => tap / Math.SQRT2);
/** Pixel i stands at place 2 i of the finer grid, where its taps have their centre of mass; they begin so many before. */
const before = 5;

/** Images [n, h, w, c] with a linear map along the height and the width, both at once. */
function alongBoth(images: Tensor, along: (planes: Tensor, axis: 1 | 2) => Tensor): Tensor {
  const [n, h, w, c] = image('warp', images);
  const planes = reshape(c === 1 ? images : transpose(images, [0, 3, 1, 2]), [n * c, h, w]);
  const mapped = along(along(planes, 2), 1);
  const [, height, width] = mapped.shape as readonly [number, number, number];
  if (c === 1) return reshape(mapped, [n, height, width, 1]);
  return transpose(reshape(mapped, [n, c, height, width]), [0, 2, 3, 1]);
}

/** Places of the finer grid after which an image, mirrored without end, comes again. */
const periodOf = (length: number): number => Math.max(1, 4 * (length - 1));

/** One period of the mirrored images at twice their resolution, [n, 4 (h − 1), 4 (w − 1), c]. */
const enlarged = (images: Tensor): Tensor =>
  alongBoth(images, (planes, axis) => {
    const length = planes.shape[axis]!;
    return linearMap(planes, axis, periodOf(length), (place, pixel) => {
      // pixels of the mirrored image whose taps reach the place, from the first
      const first = Math.ceil((place - (lowPass.length - 1 - before)) / 2);
      let weight = 0;
      for (let i = first; 2 * i - before <= place; i++)
        if (reflection(i, length) === pixel) weight += 2 * lowPass[place - 2 * i + before]!;
      return weight;
    });
  });

/** Images at half the resolution, from places −5 to 2 length + 4 along either axis. */
const reduced = (fine: Tensor): Tensor =>
  alongBoth(fine, (planes, axis) =>
    linearMap(planes, axis, (planes.shape[axis]! - 2 * before) / 2, (pixel, place) => lowPass[place - 2 * pixel] ?? 0),
  );

/**
 * Each image [n, h, w, c] warped as by `warp`, at twice its resolution: it is enlarged and mirrored, read bilinearly, and
 * reduced, by the low-pass filter of a wavelet, so that what turns and shrinks neither blurs nor aliases (Karras et al. 2020,
 * ADA, appendix B). Where the map is the identity, nothing changes, since the wavelet is orthogonal.
 *
 * It reads some five to six times the places that `warp` reads.
 */
export function supersampledWarp(images: Tensor, map: Affine): Tensor {
  const [n, h, w] = image('warp', images);
  const entry = (t: Tensor) => (t.rank === 0 ? t : reshape(t, [n, 1, 1]));
  // in places of the finer grid, from the middle pixel's
  const centered = (length: number) => add(toFloat(arange(-before, 2 * length + before)), 1 - length);
  const [x, y] = [reshape(centered(w), [1, 1, 2 * (w + before)]), reshape(centered(h), [1, 2 * (h + before), 1])];
  const source = (ofX: Tensor, ofY: Tensor, offset: Tensor, length: number) => {
    const at = add(add(mul(entry(ofX), x), mul(entry(ofY), y)), add(mul(entry(offset), 2), length - 1));
    return neighboursInPeriod(at, periodOf(length));
  };
  const row = source(map.c, map.d, map.ty, h);
  const column = source(map.a, map.b, map.tx, w);
  return reduced(bilinear(enlarged(images), row, column));
}

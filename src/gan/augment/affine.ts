import {
  abs,
  add,
  arange,
  cast,
  concat,
  constant,
  div,
  floor,
  gather,
  image,
  minimum,
  mul,
  type Operand,
  reshape,
  sizeOf,
  sub,
  sum,
  type Tensor,
  toFloat,
} from '../../tensor/index.ts';

/**
 * Maps of the plane, one per example: (x, y) ↦ (a x + b y + tx, c x + d y + ty). Units are pixels, the origin is the
 * middle of the image, y points down. Entries are [n], or scalars that hold for all.
 */
export interface Affine {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly c: Tensor;
  readonly d: Tensor;
  readonly tx: Tensor;
  readonly ty: Tensor;
}

export function identity(): Affine {
  const [zero, one] = [constant(0), constant(1)];
  return { a: one, b: zero, c: zero, d: one, tx: zero, ty: zero };
}

/** First (x, y) ↦ (sx x, sy y), then `map`. */
export const afterScaling = (map: Affine, sx: Operand, sy: Operand): Affine => ({
  ...map,
  a: mul(map.a, sx),
  b: mul(map.b, sy),
  c: mul(map.c, sx),
  d: mul(map.d, sy),
});

/** First (x, y) ↦ (x cos − y sin, x sin + y cos), then `map`. */
export const afterRotation = (map: Affine, cos: Tensor, sin: Tensor): Affine => ({
  ...map,
  a: add(mul(map.a, cos), mul(map.b, sin)),
  b: sub(mul(map.b, cos), mul(map.a, sin)),
  c: add(mul(map.c, cos), mul(map.d, sin)),
  d: sub(mul(map.d, cos), mul(map.c, sin)),
});

/** First (x, y) ↦ (x + dx, y + dy), then `map`. */
export const afterShift = (map: Affine, dx: Tensor, dy: Tensor): Affine => ({
  ...map,
  tx: add(map.tx, add(mul(map.a, dx), mul(map.b, dy))),
  ty: add(map.ty, add(mul(map.c, dx), mul(map.d, dy))),
});

/** Coordinates in [0, length − 1]: what lies outside is mirrored at the border pixels' centres, as often as it takes. */
function reflected(x: Tensor, length: number): Tensor {
  const last = length - 1;
  if (last === 0) return mul(x, 0);
  const inPeriod = sub(x, mul(floor(div(x, 2 * last)), 2 * last));
  return sub(last, abs(sub(inPeriod, last)));
}

/** The pixel of a row of `length` that stands at whole place i of the mirrored row. */
export function reflection(i: number, length: number): number {
  const last = length - 1;
  if (last === 0) return 0;
  const inPeriod = ((i % (2 * last)) + 2 * last) % (2 * last);
  return last - Math.abs(inPeriod - last);
}

/** The two pixels beside each coordinate, and how much of the second. */
export interface Neighbours {
  readonly low: Tensor;
  readonly high: Tensor;
  readonly share: Tensor;
}

function neighbours(x: Tensor, length: number): Neighbours {
  const at = reflected(x, length);
  const low = floor(at);
  return { low: cast(low, 'int32'), high: cast(minimum(add(low, 1), length - 1), 'int32'), share: sub(at, low) };
}

/** The same where a row comes again after `period`. */
export function neighboursInPeriod(x: Tensor, period: number): Neighbours {
  const turned = (t: Tensor) => sub(t, mul(floor(div(t, period)), period));
  const low = floor(x);
  return { low: cast(turned(low), 'int32'), high: cast(turned(add(low, 1)), 'int32'), share: sub(x, low) };
}

/**
 * Images [n, h, w, c] read between their pixels: [n, rows, columns, c] for neighbours that broadcast to
 * [n, rows, columns].
 *
 * All four neighbours are read by one gather from the rows of the batch [n h w, c], whose gradient is one scatterAdd.
 */
export function bilinear(images: Tensor, row: Neighbours, column: Neighbours): Tensor {
  const [n, h, w, c] = image('bilinear', images);
  const start = reshape(mul(arange(0, n), h * w), [n, 1, 1]);
  const places = add(add(mul(row.low, w), column.low), start).shape;
  const count = sizeOf(places);
  const index = (r: Tensor, q: Tensor) => reshape(add(add(mul(r, w), q), start), [1, count]);
  const weight = (r: Tensor, q: Tensor) => reshape(mul(r, q), [1, count, 1]);
  const [left, above] = [sub(1, column.share), sub(1, row.share)];
  const indices = concat(
    [
      index(row.low, column.low),
      index(row.low, column.high),
      index(row.high, column.low),
      index(row.high, column.high),
    ],
    0,
  );
  const weights = concat(
    [weight(above, left), weight(above, column.share), weight(row.share, left), weight(row.share, column.share)],
    0,
  );
  return reshape(sum(mul(gather(reshape(images, [n * h * w, c]), indices), weights), [0]), [...places, c]);
}

/**
 * Each image [n, h, w, c] warped: the pixel at (x, y) of the result is what lies at map(x, y), bilinearly interpolated,
 * with the image mirrored beyond its borders.
 */
export function warp(images: Tensor, map: Affine): Tensor {
  const [n, h, w] = image('warp', images);
  const entry = (t: Tensor) => (t.rank === 0 ? t : reshape(t, [n, 1, 1]));
  const centered = (length: number) => add(toFloat(arange(0, length)), (1 - length) / 2);
  const [x, y] = [reshape(centered(w), [1, 1, w]), reshape(centered(h), [1, h, 1])];
  const source = (ofX: Tensor, ofY: Tensor, offset: Tensor, length: number) =>
    neighbours(add(add(mul(entry(ofX), x), mul(entry(ofY), y)), add(entry(offset), (length - 1) / 2)), length);
  return bilinear(images, source(map.c, map.d, map.ty, h), source(map.a, map.b, map.tx, w));
}

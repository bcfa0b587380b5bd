import { eachIndex, ndarray } from '../ndarray.ts';
import { apply, defineOperator, expectFloat, image, shapeError, type Tensor } from '../tensor.ts';
import { convLength } from './conv.ts';
import { add, div, equal, mul } from './elementwise.ts';
import { constant } from './leaf.ts';
import { pad } from './pad.ts';
import { sumBlocks, upsample } from './resize.ts';
import { toFloat } from './select.ts';
import { slice, unslice } from './slice.ts';

/** Window, stride and padding (top, left, bottom, right) of a pooling. */
export interface PoolAttributes extends Record<string, unknown> {
  readonly window: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly pads: readonly [number, number, number, number];
}

function pooledShape(name: string, x: Tensor, a: PoolAttributes) {
  expectFloat(name, x);
  const [n, h, w, c] = image(name, x);
  // a window that lies in the padding alone has no value
  if (![...a.window, ...a.strides].every((v) => v >= 1) || !a.pads.every((p, i) => p >= 0 && p < a.window[i % 2]!))
    throw shapeError(name, 'windows and strides from 1 and 0 ≤ pads < window', a.window, a.strides, a.pads);
  const oh = convLength(h, a.window[0], a.strides[0], 1, a.pads[0] + a.pads[2]);
  const ow = convLength(w, a.window[1], a.strides[1], 1, a.pads[1] + a.pads[3]);
  if (oh < 1 || ow < 1) throw shapeError(name, `an image at least as large as the window ${a.window.join('×')}`, x);
  return { shape: [n, oh, ow, c], dtype: 'float32' as const };
}

/** The window's places, one at a time: how to take that place's values for all windows, and how to put them back. */
function taps(x: Tensor, y: Tensor, a: PoolAttributes) {
  const [, oh, ow] = y.shape as [number, number, number];
  const padded = [x.shape[0]!, x.shape[1]! + a.pads[0] + a.pads[2], x.shape[2]! + a.pads[1] + a.pads[3], x.shape[3]!];
  const places = Array.from({ length: a.window[0] * a.window[1] }, (_, k) => {
    const starts = [Math.floor(k / a.window[1]), k % a.window[1]];
    const ends = [starts[0]! + (oh - 1) * a.strides[0] + 1, starts[1]! + (ow - 1) * a.strides[1] + 1];
    return { axes: [1, 2], starts, ends, steps: a.strides };
  });
  return {
    places,
    take: (t: Tensor, { starts, ends }: (typeof places)[number]) => slice(t, [1, 2], starts, ends, a.strides),
    put: (t: Tensor, place: (typeof places)[number]) => unslice(t, padded, place),
    unpad: (t: Tensor) => slice(t, [1, 2], [a.pads[0], a.pads[1]], [a.pads[0] + x.shape[1]!, a.pads[1] + x.shape[2]!]),
  };
}

const pool = (
  name: string,
  evaluate: (values: number[]) => number,
  gradient: (dy: Tensor, x: Tensor, y: Tensor, a: PoolAttributes) => Tensor,
  extra: Record<string, number> = {},
) => {
  const op = defineOperator<PoolAttributes>({
    name,
    infer: ([x], a) => pooledShape(name, x!, a),
    evaluate: ([x], a, shape) => {
      const out = ndarray(shape);
      const [, h, w, c] = x!.shape as [number, number, number, number];
      eachIndex(shape, ([b, i, j, k], p) => {
        const values: number[] = [];
        for (let u = 0; u < a.window[0]; u++)
          for (let v = 0; v < a.window[1]; v++) {
            const [r, s] = [i! * a.strides[0] + u - a.pads[0], j! * a.strides[1] + v - a.pads[1]];
            if (r >= 0 && r < h && s >= 0 && s < w) values.push(x!.data[((b! * h + r) * w + s) * c + k!]!);
          }
        out.data[p] = evaluate(values);
      });
      return out;
    },
    gradient: (dy, y) => gradient(dy, y.in(0), y, y.attributes as PoolAttributes),
    lower: (onnx, [x], y) => {
      const a = y.attributes as PoolAttributes;
      const attributes = { kernel_shape: a.window, strides: a.strides, pads: a.pads, ...extra };
      const pooled = onnx.node(name, [onnx.node('Transpose', [x!], { perm: [0, 3, 1, 2] })], attributes);
      return onnx.node('Transpose', [pooled], { perm: [0, 2, 3, 1] });
    },
  });
  return (x: Tensor, window: PoolAttributes['window'], options: Partial<PoolAttributes> = {}): Tensor =>
    apply(op, [x], { window, strides: options.strides ?? window, pads: options.pads ?? [0, 0, 0, 0] });
};

/** The side of the tiles, where windows are squares that tile the image: then each pixel is in one window. */
function tileSide(x: Tensor, { window: [side, width], strides, pads }: PoolAttributes): number | undefined {
  const tiled = side === width && side === strides[0] && side === strides[1] && pads.every((p) => p === 0);
  return tiled && x.shape[1]! % side === 0 && x.shape[2]! % side === 0 ? side : undefined;
}

const sumOf = (xs: readonly Tensor[]) => xs.reduce((a, b) => add(a, b));

/** Largest value of each window [n, h, w, c]; stride defaults to the window. Equal maxima share the gradient. */
export const maxPool = pool(
  'MaxPool',
  (values) => Math.max(...values),
  (dy, x, y, a) => {
    const side = tileSide(x, a);
    if (side !== undefined) {
      const hits = toFloat(equal(x, upsample(y, side)));
      return mul(hits, upsample(div(dy, sumBlocks(hits, side)), side));
    }
    const t = taps(x, y, a);
    // lower than any value that a float32 graph holds, so that padding never wins
    const padded = pad(x, [1, 2], [a.pads[0], a.pads[1]], [a.pads[2], a.pads[3]], 'constant', -3e38);
    const hits = t.places.map((place) => toFloat(equal(t.take(padded, place), y)));
    const each = div(dy, sumOf(hits));
    return t.unpad(sumOf(t.places.map((place, k) => t.put(mul(each, hits[k]!), place))));
  },
);

/** Mean of each window [n, h, w, c], counting only places inside the image; stride defaults to the window. */
export const averagePool = pool(
  'AveragePool',
  (values) => values.reduce((a, b) => a + b, 0) / values.length,
  (dy, x, y, a) => {
    const side = tileSide(x, a);
    if (side !== undefined) return upsample(mul(dy, 1 / (side * side)), side);
    const t = taps(x, y, a);
    const count = ndarray([1, y.shape[1]!, y.shape[2]!, 1]);
    eachIndex(count.shape, ([, i, j], p) => {
      const inside = (o: number, d: 0 | 1) => {
        const start = o * a.strides[d] - a.pads[d];
        return Math.min(start + a.window[d], x.shape[d + 1]!) - Math.max(start, 0);
      };
      count.data[p] = 1 / (inside(i!, 0) * inside(j!, 1));
    });
    const each = mul(dy, constant(count));
    return t.unpad(sumOf(t.places.map((place) => t.put(each, place))));
  },
);

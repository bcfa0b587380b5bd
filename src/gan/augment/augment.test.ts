import { describe, expect, it } from 'vitest';
import { compile, trainingPlan } from '../../compile/compile.ts';
import { expectClose, OnnxSession } from '../../compile/session.testing.ts';
import { RandomStream } from '../../random/stream.ts';
import {
  add,
  constant,
  evaluate,
  grad,
  input,
  mul,
  type NDArray,
  ndarray,
  sizeOf,
  square,
  sum,
  type Tensor,
} from '../../tensor/index.ts';
import { type AdaTransform, adaAugmented, adaTransforms } from './ada.ts';
import { type Affine, afterRotation, afterScaling, afterShift, identity, warp } from './affine.ts';
import { cutout, diffAugmented, policies, translation } from './diffAugment.ts';
import { type DrawNumbers, drawFrom } from './draw.ts';

/** Numbers as drawn in training. */
const drawing = (seed: number, count: number): DrawNumbers =>
  drawFrom((index, kind, shape) => {
    const random = new RandomStream(seed, `${index}`);
    const data = new Float32Array(sizeOf(shape));
    return constant(ndarray(shape, kind === 'normal' ? random.fillNormal(data) : random.fillUniform(data)));
  }, count);
/** The same number for all that is drawn. */
const always = (value: number, count: number): DrawNumbers =>
  drawFrom((_, __, shape) => constant(ndarray(shape, new Float64Array(sizeOf(shape)).fill(value))), count);

const value = (t: Tensor): number[] => [...evaluate([t])[0]!.data].map((v) => Math.round(v * 1e9) / 1e9 + 0);
/** 1 2 3 / 4 5 6 / 7 8 9 */
const square3 = constant(ndarray([1, 3, 3, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9]));
const warped = (map: Affine, x = square3) => value(warp(x, map));

describe('a warp', () => {
  const [zero, one] = [constant(0), constant(1)];
  it('by the identity changes nothing', () => expect(warped(identity())).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]));
  it('flips', () => expect(warped(afterScaling(identity(), -1, 1))).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7]));
  it('turns by 90°', () => expect(warped(afterRotation(identity(), zero, one))).toEqual([3, 6, 9, 2, 5, 8, 1, 4, 7]));
  it('shifts by whole pixels, mirrored at the border', () =>
    expect(warped(afterShift(identity(), one, zero))).toEqual([2, 3, 2, 5, 6, 5, 8, 9, 8]));
  it('mirrors again and again', () =>
    expect(warped(afterShift(identity(), constant(6), zero))).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7]));
  it('takes the mean of two pixels half-way between', () =>
    expect(warped(afterShift(identity(), zero, constant(-0.5)))).toEqual([
      2.5, 3.5, 4.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5,
    ]));
  it('treats each example by its own map', () => {
    const two = constant(ndarray([2, 1, 2, 1], [1, 2, 3, 4]));
    expect(warped(afterScaling(identity(), constant(ndarray([2], [1, -1])), 1), two)).toEqual([1, 2, 4, 3]);
  });
});

describe('DiffAugment', () => {
  it('shifts to where zeros come in', () => {
    // an eighth of 8 is 1: of −1, 0, 1 the number 0 draws −1
    const x = constant(
      ndarray(
        [1, 8, 8, 1],
        Array.from({ length: 64 }, (_, i) => i + 1),
      ),
    );
    const y = value(translation()(x, always(0, 1)));
    expect(y.slice(0, 10)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(y.at(-1)).toBe(55);
  });
  it('cuts a quarter from the middle', () => {
    const ones = constant(ndarray([1, 4, 4, 1], new Float64Array(16).fill(1)));
    expect(value(cutout()(ones, always(0.5, 1)))).toEqual([1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1]);
  });
  it('leaves an image as it is where the numbers say so', () => {
    const x = ndarray([1, 2, 2, 3], new RandomStream(1, 'x').fillNormal(new Float32Array(12)));
    const y = value(policies.color(constant(x), always(0.5, 1)));
    y.forEach((v, i) => {
      expect(v).toBeCloseTo(x.data[i]!, 6);
    });
  });
  it('shifts everywhere within an eighth, and nowhere else', () => {
    const n = 3000;
    const dot = ndarray([n, 16, 16, 1]);
    for (let i = 0; i < n; i++) dot.data[i * 256 + 8 * 16 + 8] = 1;
    const y = evaluate([sum(translation()(constant(dot), drawing(1, n)), [0, 3])])[0]!;
    y.data.forEach((count, p) => {
      const within = Math.abs(Math.floor(p / 16) - 8) <= 2 && Math.abs((p % 16) - 8) <= 2;
      // 120 expected in each of 25 places, standard deviation 10.7
      if (within) expect(Math.abs(count - n / 25)).toBeLessThan(55);
      else expect(count).toBe(0);
    });
  });
});

const all = { transforms: adaTransforms, oversampling: 2 } as const;
const only = (...transforms: AdaTransform[]) => ({ transforms, oversampling: 2 }) as const;

describe('ADA', () => {
  const random = new RandomStream(1, 'image');
  const image = ndarray([4, 5, 5, 3], random.fillNormal(new Float32Array(300)));
  const x = constant(image);

  it('changes nothing at p = 0', () => {
    value(adaAugmented(x, all, drawing(1, 4), constant(0))).forEach((v, i) => {
      expect(v).toBeCloseTo(image.data[i]!, 6);
    });
  });
  it('loses little sharpness between pixels, where bilinear reading loses much', () => {
    // stripes, three pixels apart
    const stripes = ndarray(
      [1, 12, 12, 1],
      Array.from({ length: 144 }, (_, i) => Math.cos((2 * Math.PI * i) / 3)),
    );
    // u = n = 1/3: half a pixel of twelve
    const energy = (oversampling: 1 | 2) =>
      value(
        adaAugmented(
          constant(stripes),
          { transforms: ['fractionalTranslation'], oversampling },
          always(1 / 3, 1),
          constant(1),
        ),
      )
        .slice(5 * 12 + 3, 5 * 12 + 9)
        .reduce((sum, v) => sum + (2 * v * v) / 6, 0);
    // cos²(π/3) of it
    expect(energy(1)).toBeCloseTo(0.25, 3);
    expect(energy(2)).toBeGreaterThan(0.75);
  });
  it('moves pixels as they are where all that is asked for takes pixels to pixels', () => {
    const blits = { transforms: ['xFlip', 'rotate90', 'integerTranslation'] } as const;
    const moved = ([1, 2] as const).map((oversampling) =>
      value(adaAugmented(x, { ...blits, oversampling }, drawing(4, 4), constant(1))),
    );
    expect(moved[1]).toEqual(moved[0]);
    const pixels = new Set([...image.data].map((v) => v.toFixed(6)));
    expect(moved[1]!.every((v) => pixels.has(v.toFixed(6)))).toBe(true);
  });
  it('adds one number to all of an image by brightness', () => {
    const y = value(adaAugmented(x, only('brightness'), drawing(1, 4), constant(1)));
    const difference = y.map((v, i) => v - image.data[i]!);
    for (let i = 0; i < 4; i++) {
      const one = difference.slice(75 * i, 75 * i + 75);
      expect(Math.max(...one) - Math.min(...one)).toBeLessThan(1e-6);
      expect(Math.abs(one[0]!)).toBeGreaterThan(1e-3);
    }
  });
  it('rotates a hue by 120° from red to green', () => {
    // a third of a turn: u = 1/2 + 1/3 in (u − ½) 2π
    const red = constant(ndarray([1, 1, 1, 3], [1, 0, 0]));
    const y = value(adaAugmented(red, only('hueRotation'), always(1 / 2 + 1 / 3, 1), constant(1)));
    [0, 1, 0].forEach((v, i) => {
      expect(y[i]).toBeCloseTo(v, 6);
    });
  });
  it.each([0.1, 0.5, 0.9])('happens to a share p = %s of the images', (p) => {
    const n = 4000;
    const ones = constant(ndarray([n, 1, 1, 1], new Float64Array(n).fill(1)));
    const changed = (name: 'brightness' | 'lumaFlip') =>
      value(adaAugmented(ones, only(name), drawing(2, n), constant(p))).filter((v) => v !== 1).length / n;
    expect(Math.abs(changed('brightness') - p)).toBeLessThan(0.03);
    // of two sides one is the image's own
    expect(Math.abs(changed('lumaFlip') - p / 2)).toBeLessThan(0.03);
  });
  it('refuses images of two channels', () => {
    expect(() => adaAugmented(input('x', [1, 4, 4, 2]), all, drawing(1, 1), constant(0))).toThrow(/grey or RGB/);
  });
});

const pipelines: Record<string, (x: Tensor) => Tensor> = {
  diffAugment: (x) => diffAugmented(x, ['color', 'translation', 'cutout'], drawing(3, x.shape[0]!)),
  ada: (x) => adaAugmented(x, all, drawing(3, x.shape[0]!), constant(0.7)),
  'ada without oversampling': (x) =>
    adaAugmented(x, { ...all, oversampling: 1 }, drawing(3, x.shape[0]!), constant(0.7)),
};
describe.each(Object.entries(pipelines))('%s', (_, augment) => {
  const shape = [3, 6, 6, 3];
  const random = new RandomStream(5, 'values');
  const normal = () => ndarray(shape, random.fillNormal(new Float32Array(sizeOf(shape))));
  const feeds: Record<string, NDArray> = { x: normal(), dy: normal() };
  const [x, dy] = [input('x', shape), input('dy', shape)];
  const y = augment(x);
  const loss = sum(mul(square(y), dy));
  const dx = grad(loss, [x])[0]!;
  const penalty = add(sum(square(dx)), loss);
  const [ddx, ddy] = grad(penalty, [x, dy]);

  it('has gradients of two orders, by finite differences', () => {
    const slopes = (f: Tensor, direction: NDArray, h = 1e-5) => {
      const at = (t: number) =>
        evaluate([f], {
          ...feeds,
          x: ndarray(
            shape,
            feeds.x!.data.map((v, i) => v + t * direction.data[i]!),
          ),
        })[0]!.data[0]!;
      return (at(h) - at(-h)) / (2 * h);
    };
    const direction = normal();
    for (const [f, g] of [
      [loss, dx],
      [penalty, ddx!],
    ] as const) {
      const along = evaluate([g], feeds)[0]!.data.reduce((s, v, i) => s + v * direction.data[i]!, 0);
      expect(Math.abs(slopes(f, direction) / along - 1)).toBeLessThan(1e-6);
    }
  });
  it('runs in ONNX Runtime', async () => {
    const outputs = { y, dx, ddx: ddx!, ddy: ddy! };
    const session = await OnnxSession.open(compile(outputs, trainingPlan));
    const results = await session.run(feeds);
    await session.close();
    evaluate(Object.values(outputs), feeds).forEach((want, i) => {
      const name = Object.keys(outputs)[i]!;
      expectClose(results[name]!, want, name);
    });
  });
});

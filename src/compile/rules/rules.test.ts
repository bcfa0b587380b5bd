import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream.ts';
import {
  add,
  type ConvOptions,
  conv2d,
  conv2dTranspose,
  evaluate,
  grad,
  input,
  matmul,
  mean,
  mul,
  type NDArray,
  ndarray,
  reshape,
  sum,
  type Tensor,
  topologicalOrder,
  upsample,
} from '../../tensor/index.ts';
import { optimize, type Plan, passes, trainingPlan } from '../compile.ts';
import { rewrite } from '../rewrite.ts';
import { verify } from '../verify.ts';
import { filteringOf } from './minimalFiltering.ts';
import { simplifications } from './simplify.ts';

const random = (shape: readonly number[], name: string): NDArray => {
  const n = shape.reduce((a, b) => a * b, 1);
  return ndarray(shape, new RandomStream(1, name).fillNormal(new Float32Array(n)));
};
const feedsOf = (tensors: readonly Tensor[]) =>
  Object.fromEntries(
    topologicalOrder(tensors)
      .filter((t) => t.op.name === 'Input')
      .map((t) => [t.attributes.name as string, random(t.shape, t.attributes.name as string)]),
  );
/** Spreads whole, in parts of one or a few taps, and in parts of the batch; minimal filtering. */
const plans: readonly Plan[] = [
  ...[1 << 30, 300, 1].map((largestSpread) => ({ convolutions: 'gemm', largestSpread }) as const),
  { convolutions: 'gemm', largestSpread: 1 << 30, cachedSpread: 2 },
  // minimal filtering wherever there is one, whole and an example at a time
  { convolutions: 'gemm', largestSpread: 1 << 30, filtering: 'everywhere' },
  { convolutions: 'gemm', largestSpread: 1, filtering: 'everywhere' },
];
const names = (tensors: readonly Tensor[]) => topologicalOrder(tensors).map((t) => t.op.name);

/** y, its gradients and the gradients of their norm: everything that training can ask of an expression. */
function withGradients(y: Tensor, wrt: readonly Tensor[]): Record<string, Tensor> {
  const weights = input('weights', y.shape);
  const first = grad(sum(mul(y, weights)), wrt);
  const norm = first.map((g) => sum(mul(mul(g, g), g))).reduce((a, b) => add(a, b));
  const second = grad(norm, [...wrt, weights]);
  return { y, ...Object.fromEntries([...first, ...second].map((t, i) => [`g${i}`, t])) };
}

function expectSame(before: Record<string, Tensor>, after: Record<string, Tensor>) {
  const feeds = feedsOf(Object.values(before));
  const [a, b] = [evaluate(Object.values(before), feeds), evaluate(Object.values(after), feeds)];
  a.forEach((x, i) => {
    const scale = 1e-12 + x.data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    expect(b[i]!.shape).toEqual(x.shape);
    for (let k = 0; k < x.data.length; k++) expect(Math.abs(x.data[k]! - b[i]!.data[k]!)).toBeLessThan(1e-9 * scale);
  });
}

const shapes: [string, number[], number[], ConvOptions][] = [
  ['3×3 same', [2, 5, 6, 3], [3, 3, 3, 4], { pads: [1, 1, 1, 1] }],
  ['3×3 valid', [1, 5, 6, 3], [3, 3, 3, 2], {}],
  ['5×5 stride 2, odd pixel at the end', [2, 8, 8, 1], [5, 5, 1, 4], { strides: [2, 2], pads: [1, 1, 2, 2] }],
  ['5×5 stride 2, odd side', [1, 7, 9, 2], [5, 5, 2, 7], { strides: [2, 2], pads: [2, 2, 2, 2] }],
  ['4×4 stride 2', [2, 8, 6, 3], [4, 4, 3, 8], { strides: [2, 2], pads: [1, 1, 1, 1] }],
  ['4×4 stride 2, many in, few out', [2, 8, 8, 8], [4, 4, 8, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }],
  ['few outputs', [2, 4, 5, 9], [5, 5, 9, 2], { pads: [2, 2, 2, 2] }],
  ['few inputs', [2, 4, 5, 1], [3, 3, 1, 9], { pads: [1, 1, 1, 1] }],
  ['dilated', [1, 9, 8, 2], [3, 3, 2, 3], { dilations: [2, 2], pads: [2, 2, 2, 2] }],
  ['dilated and strided', [1, 9, 8, 2], [3, 3, 2, 3], { dilations: [2, 3], strides: [3, 2], pads: [2, 2, 1, 3] }],
  ['stride over the kernel', [1, 7, 7, 2], [1, 2, 2, 3], { strides: [3, 3] }],
  ['1×1', [2, 3, 3, 4], [1, 1, 4, 5], {}],
  ['7×7', [2, 18, 17, 2], [7, 7, 2, 3], {}],
  ['7×7, few outputs', [1, 16, 18, 9], [7, 7, 9, 2], { pads: [3, 3, 3, 3] }],
];

describe('convolution as matrix products', () => {
  it.each(shapes)('%s', (_, x, w, options) => {
    const [image, kernel] = [input('x', x), input('w', w)];
    const before = withGradients(conv2d(image, kernel, options), [image, kernel]);
    for (const plan of plans) {
      const after = optimize(before, plan);
      verify(Object.values(after), 'lower');
      expect(names(Object.values(after)).filter((n) => n.startsWith('Conv'))).toEqual([]);
      expectSame(before, after);
    }
  });

  it.each([
    ['4×4 stride 2', [2, 4, 3, 3], [4, 4, 5, 3], [8, 6], { strides: [2, 2], pads: [1, 1, 1, 1] }],
    ['4×4 stride 2, widening', [1, 4, 4, 4], [4, 4, 8, 4], [8, 8], { strides: [2, 2], pads: [1, 1, 1, 1] }],
    ['5×5 stride 2', [2, 4, 4, 3], [5, 5, 2, 3], [8, 8], { strides: [2, 2], pads: [1, 1, 2, 2] }],
    ['3×3 stride 3, odd size', [1, 3, 3, 2], [3, 3, 4, 2], [8, 9], { strides: [3, 3], pads: [0, 0, 1, 1] }],
  ] as [string, number[], number[], [number, number], ConvOptions][])('transposed, %s', (_, x, w, size, options) => {
    const [image, kernel] = [input('x', x), input('w', w)];
    const before = withGradients(conv2dTranspose(image, kernel, size, options), [image, kernel]);
    for (const plan of plans) {
      const after = optimize(before, plan);
      expect(names(Object.values(after)).filter((n) => n.startsWith('Conv'))).toEqual([]);
      expectSame(before, after);
    }
  });
});

describe('a large kernel on few channels is read along one axis after the other', () => {
  const pads = [3, 3, 3, 3] as const;
  const [x, w, dy] = [input('x', [1, 64, 64, 3]), input('w', [7, 7, 3, 32]), input('dy', [1, 64, 64, 32])];
  const y = conv2d(x, w, { pads });
  const [dx, dw] = grad(sum(mul(y, dy)), [x, w]);
  it.each([
    ['forward', y, 64],
    ['kernel gradient', dw!, 64],
    ['input gradient', dx!, 64],
  ])('%s', (_, t, side) => {
    const blocks = topologicalOrder(Object.values(optimize({ t }, trainingPlan)))
      .filter((node) => node.op.name === 'Gather')
      .map((node) => node.in(1).shape.reduce((a, b) => a * b, 1));
    // seven for each pixel, twice, and not 49
    expect(blocks).toEqual([7 * side * side, 7 * side * side]);
  });
});

it.each([
  ['many outputs', 16],
  ['few outputs', 4],
])('a 1×1 copies no image: %s', (_, outputs) => {
  const [x, w] = [input('x', [2, 8, 8, 16]), input('w', [1, 1, 16, outputs])];
  const y = conv2d(x, w);
  const before = { y, ...Object.fromEntries(grad(sum(mul(y, input('dy', y.shape))), [x, w]).entries()) };
  const after = names(Object.values(optimize(before, trainingPlan)));
  expect(after.filter((name) => name === 'MatMul' || name === 'Gemm')).toHaveLength(3);
  for (const name of ['Gather', 'ReduceSum', 'Pad']) expect(after).not.toContain(name);
});

describe('the input gradient of a convolution in groups', () => {
  it.each([
    ['3×3', [2, 5, 6, 8], [3, 3, 2, 12], { pads: [1, 1, 1, 1], groups: 4 }],
    ['uneven padding', [1, 5, 6, 6], [4, 2, 2, 3], { pads: [1, 0, 2, 1], groups: 3 }],
    ['dilated', [1, 7, 7, 4], [3, 3, 2, 4], { pads: [2, 2, 2, 2], dilations: [2, 2], groups: 2 }],
    ['channel by channel, to one pixel', [2, 4, 4, 5], [4, 4, 1, 5], { groups: 5 }],
  ] as [string, number[], number[], ConvOptions][])('is a plain convolution at stride 1: %s', (_, x, w, options) => {
    const [image, kernel] = [input('x', x), input('w', w)];
    const before = withGradients(conv2d(image, kernel, options), [image, kernel]);
    const after = optimize(before, trainingPlan);
    verify(Object.values(after), 'lower');
    expect(names(Object.values(after))).not.toContain('Conv2dInputGradient');
    expectSame(before, after);
  });

  it('stays where there are strides, or more padding than the kernel has taps', () => {
    for (const options of [
      { strides: [2, 2], pads: [1, 1, 1, 1], groups: 2 },
      { pads: [3, 3, 3, 3], groups: 2 },
    ] as const) {
      const [x, w] = [input('x', [1, 6, 6, 4]), input('w', [3, 3, 2, 4])];
      const [dx] = grad(sum(conv2d(x, w, options)), [x]);
      expect(names(Object.values(optimize({ dx: dx! }, trainingPlan)))).toContain('Conv2dInputGradient');
    }
  });
});

it('spreads no more than the plan allows', () => {
  const [x, w] = [input('x', [4, 8, 8, 16]), input('w', [4, 4, 16, 16])];
  const y = conv2d(x, w, { strides: [2, 2], pads: [1, 1, 1, 1] });
  const before = withGradients(y, [x, w]);
  const largest = (plan: Plan) =>
    Math.max(
      ...topologicalOrder(Object.values(optimize(before, plan)))
        .filter((t) => t.op.name === 'Gather' && t.in(1).shape.reduce((a, b) => a * b, 1) > 16)
        .map((t) => t.shape.reduce((a, b) => a * b, 1)),
    );
  expect(largest(plans[0]!)).toBe(4 * 16 * 16 * 16);
  expect(largest({ convolutions: 'gemm', largestSpread: 5000 })).toBeLessThanOrEqual(5000);
});

describe('minimal filtering', () => {
  /** Operations of all products in an optimized graph, those with the small constant matrices apart. */
  const operations = (outputs: Record<string, Tensor>) => {
    const count = { of: 0, around: 0 };
    for (const t of topologicalOrder(Object.values(optimize(outputs, trainingPlan)))) {
      if (t.op.name !== 'MatMul' && t.op.name !== 'Gemm') continue;
      const [a, { transposeA }] = [t.in(0), t.attributes as { transposeA?: boolean }];
      const done = 2 * t.shape.reduce((x, y) => x * y, 1) * a.shape[a.rank - (transposeA ? 2 : 1)]!;
      count[[a, t.in(1)].some((x) => x.op.name === 'Constant') ? 'around' : 'of'] += done;
    }
    return count;
  };
  const strided: ConvOptions = { strides: [2, 2], pads: [1, 1, 1, 1] };

  it('does 25 products for 64 of a strided 4×4, in all three directions', () => {
    const [x, w] = [input('x', [8, 32, 32, 256]), input('w', [4, 4, 512, 256])];
    const y = conv2dTranspose(x, w, [64, 64], strided);
    const gradients = grad(sum(mul(y, input('dy', y.shape))), [x, w]);
    const all = 2 * 8 * 32 * 32 * 16 * 256 * 512;
    for (const t of [y, ...gradients]) {
      const { of, around } = operations({ t });
      expect(of / all).toBeCloseTo(25 / 64, 3);
      expect(around / all).toBeLessThan(0.1);
    }
  });

  it('does 36 products for 144 of a 3×3 of pictures whose sides are multiples of 4', () => {
    const y = conv2d(input('x', [8, 32, 32, 64]), input('w', [3, 3, 64, 64]), { pads: [1, 1, 1, 1] });
    expect(operations({ y }).of).toBe((2 * 8 * 32 * 32 * 9 * 64 * 64 * 36) / 144);
  });

  it.each([
    ['few channels', [16, 64, 64, 8], [3, 3, 8, 8]],
    ['a picture that is small beside the kernel', [1, 16, 16, 128], [3, 3, 128, 128]],
  ])('is left where it costs more than it saves: %s', (_, x, w) => {
    const y = conv2d(input('x', x), input('w', w), { pads: [1, 1, 1, 1] });
    expect(operations({ y }).of).toBe(2 * x[0]! * x[1]! * x[2]! * w.reduce((a, b) => a * b, 1));
  });

  it.each([2, 3, 4, 5].flatMap((m) => [1, 2, 3, 4, 5].map((r) => [m, r] as const)))(
    'F(%i, %i) is a filter, wherever there are points enough',
    (m, r) => {
      const filtering = filteringOf(m, r);
      if (r > 1 && m + r - 1 > 6) return expect(filtering).toBeUndefined();
      const { data, results, kernel } = filtering!;
      expect(data).toHaveLength(m + r - 1);
      const times = (matrix: readonly (readonly number[])[], x: readonly number[]) =>
        matrix.map((row) => row.reduce((total, f, k) => total + f * x[k]!, 0));
      const d = Array.from({ length: m + r - 1 }, (_, k) => Math.sin(3 * k + 1));
      const g = Array.from({ length: r }, (_, k) => Math.cos(5 * k + 2));
      const [values, factors] = [times(data, d), times(kernel, g)];
      const y = times(
        results,
        values.map((v, k) => v * factors[k]!),
      );
      const plain = Array.from({ length: m }, (_, i) => g.reduce((total, tap, k) => total + tap * d[i + k]!, 0));
      y.forEach((v, i) => {
        expect(v).toBeCloseTo(plain[i]!, 12);
      });
    },
  );
});

describe('upsampling folded into the convolution', () => {
  it.each([
    [2, 5, [2, 2, 2, 2]],
    [2, 4, [1, 1, 2, 2]],
    [2, 3, [1, 1, 1, 1]],
    [2, 7, [3, 3, 3, 3]],
    [3, 5, [2, 2, 2, 2]],
    [4, 3, [1, 1, 1, 1]],
  ] as [number, number, [number, number, number, number]][])('×%i, kernel %i', (factor, k, pads) => {
    const [x, w] = [input('x', [2, 3, 4, 2]), input('w', [k, k, 2, 3])];
    const before = withGradients(conv2d(upsample(x, factor), w, { pads }), [x, w]);
    const fold = passes({ convolutions: 'direct' }).flatMap((p) => p.rules);
    const list = rewrite(Object.values(before), fold);
    verify(list, 'fold');
    expectSame(before, Object.fromEntries(Object.keys(before).map((n, i) => [n, list[i]!])));
    if (k > 3) expect(names(list)).not.toContain('UpsampleNearest');
  });
});

describe('biases', () => {
  it.each([
    ['dense', (x: Tensor, w: Tensor) => matmul(reshape(x, [4, 12]), reshape(w, [12, 3]))],
    [
      'transposed convolution',
      (x: Tensor, w: Tensor) => conv2dTranspose(x, reshape(w, [2, 2, 3, 3]), [4, 4], { strides: [2, 2] }),
    ],
  ] as [string, (x: Tensor, w: Tensor) => Tensor][])('sink into the product: %s', (_, f) => {
    const [x, w, b] = [input('x', [4, 2, 2, 3]), input('w', [36]), input('b', [3])];
    const before = withGradients(add(f(x, w), b), [x, w, b]);
    const after = optimize(before, plans[0]!);
    verify(Object.values(after), 'lower');
    expectSame(before, after);
    expect(names([after.y!])).toContain('Gemm');
    expect(names([after.y!])).not.toContain('Add');
  });
});

describe('long sums', () => {
  it.each([
    ['over leading axes', [16, 10, 10, 3], [0, 1, 2]],
    ['over all', [1200], [0]],
    ['over one of two', [2048, 5], [0]],
  ] as [string, number[], number[]][])('%s go in two stages', (_, shape, axes) => {
    const x = input('x', shape);
    for (const keepDims of [false, true]) {
      const before = { y: sum(x, axes, keepDims) };
      const after = optimize(before, plans[0]!);
      verify(Object.values(after), 'lower');
      expectSame(before, after);
      expect(names([after.y!]).filter((n) => n === 'ReduceSum')).toHaveLength(2);
    }
  });
  it.each([
    ['short ones', [32, 30], [0]],
    ['those over trailing axes', [5, 2048], [1]],
    ['those over a prime number of rows', [2039, 3], [0]],
  ] as [string, number[], number[]][])('%s stay', (_, shape, axes) => {
    const { y } = optimize({ y: sum(input('x', shape), axes) }, plans[0]!);
    expect(names([y!]).filter((n) => n === 'ReduceSum')).toHaveLength(1);
  });
});

describe('simplifications', () => {
  const x = input('x', [2, 3]);
  const simplify = (t: Tensor) => rewrite([t], simplifications)[0]!;
  it('drops neutral elements, joins factors, folds constants', () => {
    expect(simplify(add(mul(x, 1), 0))).toBe(x);
    const t = simplify(mul(mul(x, 2), 3));
    expect(t.op.name).toBe('Mul');
    expect((t.in(1).attributes.value as NDArray).data[0]).toBe(6);
  });
  it('makes equal nodes one', () => {
    const [a, b] = rewrite([mul(x, x), mul(x, x)], []);
    expect(a).toBe(b);
  });
});

describe('means', () => {
  it('have no length in the graph, under the plan for any size', () => {
    const x = input('x', [2, 4, 5, 3]);
    const y = add(mean(x, [1, 2], true), mul(sum(x, [1, 2], true), 0.25));
    const plan: Plan = { convolutions: 'direct', means: true };
    const after = optimize({ y }, plan);
    expect(
      names([after.y!])
        .filter((name) => name.startsWith('Reduce'))
        .sort(),
    ).toEqual(['ReduceMean', 'ReduceSum']);
    expectSame({ y }, after);
    expect(names([optimize({ y }, { convolutions: 'direct' }).y!])).not.toContain('ReduceMean');
  });
});

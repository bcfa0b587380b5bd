import { describe, expect, it } from 'vitest';
import { applyNetwork, describe as describeNetwork, initialize, type Network, network } from '../../nn/index.ts';
import { RandomStream } from '../../random/stream.ts';
import {
  evaluate,
  grad,
  input,
  type NDArray,
  ndarray,
  resize,
  type Shape,
  sizeOf,
  slice,
  sum,
} from '../../tensor/index.ts';
import { enlarger } from './enlarger.ts';
import { patchFor, patchGan } from './patchGan.ts';
import { translator } from './translator.ts';
import { depthFor, unet } from './unet.ts';

const parameters = (net: Network) =>
  describeNetwork(net)
    .variables.filter((v) => v.trainable)
    .reduce((n, { shape }) => n + sizeOf(shape), 0);
const outputOf = (net: Network) => describeNetwork(net).outputShape.slice(1);
const typesOf = (net: Network) => net.layers.map(({ type }) => type);
const countOf = (net: Network, type: string) => typesOf(net).filter((t) => t === type).length;
/** The same layers on pictures of another size. */
const resized = ({ layers, outputs }: Network, shape: Shape) => network(shape, layers, outputs ? { outputs } : {});

/** A network with its first weights, on one picture of normal values. */
function begun(net: Network) {
  const random = new RandomStream(3, 'picture');
  const shape = [1, ...net.inputs.input!];
  const feeds: Record<string, NDArray> = {
    x: ndarray(shape, random.fillNormal(new Float32Array(sizeOf(shape)))),
  };
  for (const { name, shape, initializer, fans } of describeNetwork(net).variables)
    feeds[name] = ndarray(shape, initialize(initializer, shape, fans, random));
  const x = input('x', shape);
  const variables = Object.fromEntries(describeNetwork(net).variables.map((v) => [v.name, input(v.name, v.shape)]));
  return { x, y: applyNetwork(net, x, { training: false, variable: (name) => variables[name]! }), feeds };
}

describe('the U-Net', () => {
  // the authors' program in PyTorch reports 54.414 million for 256×256; its deepest convolution has no bias, ours has 512
  it('has the size of the paper', () => {
    const net = unet([256, 256, 3], [256, 256, 3], { norm: 'batch' });
    expect(((parameters(net) - 512) / 1e6).toFixed(3)).toBe('54.414');
    expect(countOf(net, 'conv2d')).toBe(8);
    expect(countOf(net, 'dropout')).toBe(3);
  });

  it.each([
    [[32, 32, 3], 5, [1, 1]],
    [[64, 64, 1], 6, [1, 1]],
    [[48, 64, 3], 4, [3, 4]],
    [[28, 28, 1], 2, [7, 7]],
    [[512, 512, 3], 8, [2, 2]],
  ] as const)('goes as deep as %j allows', (shape, depth, deepest) => {
    const net = unet(shape, [shape[0], shape[1], 3], { width: 4 });
    expect(outputOf(net)).toEqual([shape[0], shape[1], 3]);
    const { rows } = describeNetwork(net);
    expect(rows.find(({ name }) => name === `down${depth}`)!.shape.slice(1, 3)).toEqual(deepest);
    expect(rows.some(({ name }) => name === `down${depth + 1}`)).toBe(false);
  });

  it('goes down to 4 pixels in presets where pictures are small, since norms of fewer leave little', () => {
    const sizes = [16, 28, 32, 64, 120, 128, 256].map((side) => [side, side, 3]);
    expect([...sizes, [48, 64, 3]].map(depthFor)).toEqual([2, 2, 3, 4, 3, 7, 8, 3]);
  });

  it('reads on the way up what the way down had at that size', () => {
    const net = unet([32, 32, 3], [32, 32, 3], { width: 4 });
    const joined = net.layers.filter(({ type }) => type === 'concat').map(({ inputs }) => inputs![1]);
    expect(joined).toEqual(['down4', 'down3', 'down2', 'down1']);
  });

  it('is random where it is deep, and nowhere without dropout', () => {
    const dropped = (net: Network) =>
      describeNetwork(net)
        .rows.filter(({ type }) => type === 'dropout')
        .map(({ shape }) => shape[1]);
    expect(dropped(unet([256, 256, 3]))).toEqual([2, 4, 8]);
    expect(dropped(unet([64, 64, 3]))).toEqual([2, 4, 8]);
    expect(dropped(unet([48, 64, 3]))).toEqual([6, 12]);
    expect(dropped(unet([64, 64, 3], [64, 64, 3], { dropout: 0 }))).toEqual([]);
  });

  it('refuses sizes that it cannot halve twice, and pictures of two sizes', () => {
    expect(() => unet([30, 30, 3])).toThrow(expect.objectContaining({ fix: expect.stringContaining('32') }));
    expect(() => unet([16, 16, 3], [32, 32, 3])).toThrow(expect.objectContaining({ code: 'preset/size-changes' }));
  });
});

describe('PatchGAN', () => {
  it('has the size and the scores of the paper, on a picture beside another', () => {
    const net = patchGan([256, 256, 6], { norm: 'batch' });
    expect((parameters(net) / 1e6).toFixed(3)).toBe('2.769');
    expect(outputOf(net)).toEqual([30, 30, 1]);
  });

  it('is 70 pixels wide for large pictures, and narrower for small ones', () => {
    expect([256, 128, 64, 48, 32, 28].map((side) => patchFor([side, side, 3]))).toEqual([70, 70, 34, 16, 16, 16]);
  });

  it.each([16, 34, 70] as const)('judges by squares of %i pixels', (patch) => {
    const { x, y, feeds } = begun(patchGan([112, 112, 1], { width: 1, norm: 'none', patch }));
    const middle = Math.floor(y.shape[1]! / 2);
    const score = slice(y, [1, 2], [middle, middle], [middle + 1, middle + 1]);
    const [slopes] = evaluate(grad(sum(score), [x]), feeds);
    const touched = Array.from(slopes!.data, (v, i) => (v === 0 ? -1 : Math.floor(i / 112))).filter((row) => row >= 0);
    expect(Math.max(...touched) - Math.min(...touched) + 1).toBe(patch);
  });

  it('gives what lies behind each leaky ReLU', () => {
    const { outputShapes } = describeNetwork(patchGan([64, 64, 6], { width: 8 }));
    expect(outputShapes).toEqual({
      scores: [-1, 14, 14, 1],
      features1: [-1, 32, 32, 8],
      features2: [-1, 16, 16, 16],
      features3: [-1, 15, 15, 32],
    });
  });
});

describe("CycleGAN's generator", () => {
  // 7×7, 3×3 down twice, residual blocks, 3×3 up twice, 7×7: no bias where a norm has its own
  it.each([
    [128, 6],
    [256, 9],
  ])('of %i pixels has %i blocks', (side, blocks) => {
    const net = translator([side, side, 3]);
    const kernels = 49 * 3 * 64 + 9 * (64 * 128 + 128 * 256) * 2 + blocks * 2 * 9 * 256 ** 2 + 49 * 64 * 3;
    const norms = 2 * (64 + 128 + 256 + blocks * 2 * 256 + 128 + 64);
    expect(parameters(net)).toBe(kernels + norms + 3);
    expect(countOf(net, 'add')).toBe(blocks);
    expect(outputOf(net)).toEqual([side, side, 3]);
  });
});

describe('the enlarger', () => {
  it.each([2, 4, 8])('enlarges %i times, and begins near the bilinear picture', (factor) => {
    const [small, large] = [
      [8, 6, 3],
      [8 * factor, 6 * factor, 3],
    ] as const;
    const { x, y, feeds } = begun(enlarger(small, large, { width: 8, blocks: 2 }));
    const [made, plain] = evaluate([y, resize(x, large[0], large[1], 'bilinear')], feeds);
    expect(made!.shape).toEqual([1, ...large]);
    const difference = made!.data.map((v, i) => Math.abs(v - plain!.data[i]!));
    expect(Math.max(...difference)).toBeGreaterThan(0);
    expect(difference.reduce((a, b) => a + b, 0) / difference.length).toBeLessThan(0.3);
  });

  it('colours what is grey, and refuses another enlargement', () => {
    expect(outputOf(enlarger([8, 8, 1], [16, 16, 3], { width: 4, blocks: 1 }))).toEqual([16, 16, 3]);
    for (const to of [
      [8, 8, 3],
      [24, 24, 3],
      [32, 16, 3],
    ])
      expect(() => enlarger([8, 8, 3], to)).toThrow(expect.objectContaining({ code: 'preset/no-enlargement' }));
  });
});

it.each([
  ['unet', unet([64, 64, 3], [64, 64, 3], { width: 4, depth: 3 }), [40, 88, 3]],
  ['unet beside its input', unet([64, 64, 3], [64, 64, 3], { width: 4, depth: 3, residual: true }), [40, 88, 3]],
  ['translator', translator([64, 64, 3], [64, 64, 3], { width: 4, blocks: 1 }), [40, 88, 3]],
  [
    'translator beside its input',
    translator([64, 64, 3], [64, 64, 3], { width: 4, blocks: 1, residual: true }),
    [40, 88, 3],
  ],
  ['patchGan', patchGan([64, 64, 3], { width: 4 }), [18, 20, 1]],
  ['enlarger', enlarger([16, 16, 3], [64, 64, 3], { width: 4, blocks: 1 }), [160, 352, 3]],
] as const)('%s takes pictures of other sizes than it was built for', (name, net, made) => {
  const other = resized(net, name === 'patchGan' ? [80, 88, 3] : [40, 88, 3]);
  expect(outputOf(other)).toEqual(made);
  const shapes = (n: Network) => describeNetwork(n).variables.map((v) => [v.name, v.shape]);
  expect(shapes(other)).toEqual(shapes(net));
});

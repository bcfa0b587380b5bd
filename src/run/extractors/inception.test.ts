import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describe as described } from '../../nn/index.ts';
import { openHere } from '../../runtime/node/open.ts';
import { sizeOf } from '../../tensor/index.ts';
import type { TorchTensor } from '../weights/torch.ts';
import { inceptionOf } from './inception.ts';
import { inceptionV3, layerName } from './inceptionNetwork.ts';
import { openExtractor } from './open.ts';

const recorded: { part: number; features: number[] } = JSON.parse(readFileSync('test/fixtures/inception.json', 'utf8'));
const { part } = recorded;

/** As in test/fixtures/inception.py. */
function wave(name: string, count: number): Float64Array {
  const phase = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return Float64Array.from({ length: count }, (_, i) => Math.sin(((i * i) % 9973) * 0.37 + phase));
}

function weightsByFormula(): Map<string, TorchTensor> {
  const { network, convolutions } = inceptionV3(part);
  const shapes = new Map(described(network).variables.map(({ name, shape }) => [name, shape]));
  const weights = new Map<string, TorchTensor>();
  const set = (name: string, shape: readonly number[], change: (value: number) => number) =>
    weights.set(name, { shape, data: Float32Array.from(wave(name, sizeOf(shape)), change) });
  for (const torch of convolutions) {
    const [h, w, into, out] = shapes.get(`${layerName(torch)}_conv/kernel`) as [number, number, number, number];
    set(`${torch}.conv.weight`, [out, into, h, w], (v) => v * (2 / Math.sqrt(into * h * w)));
    for (const name of ['weight', 'running_var']) set(`${torch}.bn.${name}`, [out], (v) => 1 + v / 4);
    for (const name of ['bias', 'running_mean']) set(`${torch}.bn.${name}`, [out], (v) => v / 10);
  }
  return weights;
}

it('reads what the same network reads in PyTorch, of the same weights', async () => {
  const engine = await openHere('cpu', { threads: 1 });
  const pictures = { shape: [20, 30, 3], range: [0, 1] } as const;
  const opening = { engine, pictures, file: 'x.pth', hash: 'x', part };
  const { features } = await inceptionOf(weightsByFormula(), opening);
  const data = Float32Array.from(wave('pictures', 2 * 20 * 30 * 3), (v) => v / 2 + 0.5);
  const { n, width, data: got } = await features({ shape: [2, 20, 30, 3], data });
  expect([n, width]).toEqual([2, 2048 / part]);
  const largest = Math.max(...recorded.features.map(Math.abs));
  expect(largest).toBeGreaterThan(0.1);
  const off = Math.max(...recorded.features.map((value, i) => Math.abs(value - got[i]!)));
  expect(off / largest).toBeLessThan(1e-5);
  const some = weightsByFormula();
  some.delete('Mixed_7c.branch_pool.bn.bias');
  await expect(inceptionOf(some, opening)).rejects.toThrow(/Mixed_7c_branch_pool_bn\/beta' is missing/);
});

it('has as many parameters as the published network', () => {
  const { network, convolutions } = inceptionV3();
  const trained = described(network).variables.filter(({ trainable }) => trainable);
  // torchvision's inception_v3 without its two classifiers
  expect(trained.reduce((sum, { shape }) => sum + sizeOf(shape), 0)).toBe(21_785_568);
  expect(convolutions.length).toBe(94);
  expect(described(network).outputShape.at(-1)).toBe(2048);
});

it('takes no other weights than those, and says where they are', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'duel-inception-'));
  const engine = await openHere('cpu', { threads: 1 });
  const open = (file: string) =>
    openExtractor(`inception:${file}`, engine, { shape: [4, 4, 1], range: [0, 1] }).catch((cause) => cause);
  const other = join(folder, 'other.pth');
  writeFileSync(other, 'other');
  const fix = expect.stringContaining('https://github.com/mseitzer/pytorch-fid/releases');
  expect(await open(other)).toMatchObject({ code: 'extractor/other-weights', fix });
  expect(await open(join(folder, 'none.pth'))).toMatchObject({ code: 'system/missing', fix });
  rmSync(folder, { recursive: true });
});

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { npy } from '../../data/arrays/npy.testing.ts';
import { gan } from '../../gan/index.ts';
import * as nn from '../../nn/index.ts';
import type { Preset } from '../../presets/preset.ts';
import { tiny } from './tiny.testing.ts';
import { train } from './train.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-formats-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const published = join(resolve(process.env.DUEL_DATA || '../shared/data'), 'mnist', 'train-images-idx3-ubyte.gz');
const count = 100;
const shape = [count, 28, 28];

/** Whole numbers up to 2048 as a half: sign, five bits of exponent, ten of fraction. */
function half(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(value));
  return ((exponent + 15) << 10) | ((value / 2 ** exponent - 1) * 1024);
}

const player = (net: nn.Network) => ({ network: net, optimizer: nn.adam({ learningRate: 1e-3 }) });
const pictures: Preset = {
  ...tiny,
  game: () =>
    gan({
      generator: player(nn.network([2], [nn.dense(784), nn.reshape([28, 28, 1])])),
      discriminator: player(nn.network([28, 28, 1], [nn.flatten(), nn.dense(1)])),
      batch: { generator: 8, discriminator: 8 },
    }),
};

const bytesOf = ({ buffer }: { readonly buffer: ArrayBufferLike }) => new Uint8Array(buffer as ArrayBuffer);
const formats: [descr: string, what: string, bytes: (pixels: Uint8Array) => Uint8Array][] = [
  ['<f4', 'float32 in [0, 1]', (pixels) => bytesOf(Float32Array.from(pixels, (v) => v / 255))],
  ['<f8', 'float64 in 0 … 255', (pixels) => bytesOf(Float64Array.from(pixels))],
  ['<i8', 'int64', (pixels) => bytesOf(BigInt64Array.from(pixels, BigInt))],
  ['>u2', 'big-endian uint16', (pixels) => Buffer.from(Uint16Array.from(pixels).buffer).swap16()],
  ['<f2', 'float16', (pixels) => bytesOf(Uint16Array.from(pixels, half))],
];

it.skipIf(!existsSync(published))(
  'MNIST in five formats of numbers trains to the bytes of its own files (skipped without DUEL_DATA)',
  async () => {
    const whole = gunzipSync(readFileSync(published));
    const pixels = new Uint8Array(whole.subarray(16, 16 + count * 784));
    const header = Buffer.from(whole.subarray(0, 16));
    header.writeUInt32BE(count, 4);
    mkdirSync(join(folder, 'idx'));
    writeFileSync(join(folder, 'idx', 'train-images-idx3-ubyte'), Buffer.concat([header, pixels]));
    const checkpoint = async (data: string) => {
      const { directory } = await train(pictures, { data, out: join(folder, 'runs'), steps: 2, threads: 1 });
      return readFileSync(join(directory, 'checkpoints', '000000002.safetensors'));
    };
    const own = await checkpoint(join(folder, 'idx'));
    for (const [descr, what, bytes] of formats) {
      const path = join(folder, 'mnist.npy');
      writeFileSync(path, npy(descr, shape, bytes(pixels)));
      expect((await checkpoint(path)).equals(own), what).toBe(true);
    }
  },
);

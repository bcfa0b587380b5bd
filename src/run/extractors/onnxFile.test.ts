import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { afterAll, describe, expect, it } from 'vitest';
import { compile, inferencePlan } from '../../compile/compile.ts';
import { RandomStream } from '../../random/stream.ts';
import { openHere } from '../../runtime/node/open.ts';
import { anyBatch, constant, exp, expand, input, mul, reshape, sum } from '../../tensor/index.ts';
import { fitting } from './fitting.ts';
import { openExtractor } from './open.ts';

interface Resizing {
  readonly shape: [number, number, number];
  readonly pixels: number[];
  readonly to: [number, number];
  readonly bicubic: number[];
  readonly bilinear: number[];
}
const recorded: {
  resizing: Resizing[];
  model: { onnx: string; pixels: number[]; rows: number[]; maps: number[] };
} = JSON.parse(readFileSync('test/fixtures/extractors.json', 'utf8'));

const folder = mkdtempSync(join(tmpdir(), 'duel-extractors-'));
afterAll(() => rmSync(folder, { recursive: true }));
const engine = await openHere('cpu', { threads: 1 });

const fileOf = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const theirs = Buffer.from(recorded.model.onnx, 'base64');
const unit = { shape: [6, 5, 3], range: [0, 1] } as const;
const pixels = { shape: [3, 6, 5, 3], data: Float32Array.from(recorded.model.pixels) };
const expectNear = (got: ArrayLike<number>, wanted: readonly number[]) => {
  expect(got.length).toBe(wanted.length);
  const largest = Math.max(...wanted.map(Math.abs));
  for (let i = 0; i < wanted.length; i++) expect(Math.abs(got[i]! - wanted[i]!) / largest).toBeLessThan(1e-6);
};

describe('pictures', () => {
  it.each(recorded.resizing)('of $shape are resized to $to as elsewhere', ({ shape, pixels, to, ...wanted }) => {
    const [height, width] = to;
    const channels = shape[2] as 1 | 3;
    for (const resizer of ['bicubic', 'bilinear'] as const) {
      const range = Array.from({ length: channels }, () => [0, 1] as const);
      const intake = { height, width, channels, layout: 'nhwc', resizer, range } as const;
      expectNear(fitting(shape, [0, 1], intake)(Float32Array.from(pixels), 1), wanted[resizer]);
    }
  });

  it('change their range, axes and channels', () => {
    const range = [0, 1, 2].map((k) => [0, 10 ** k] as const);
    const intake = { height: 1, width: 2, channels: 3, layout: 'nchw', resizer: 'bicubic', range } as const;
    const grey = fitting([1, 2, 1], [-1, 1], intake)(Float32Array.of(-1, 1), 1);
    expect([...grey]).toEqual([0, 1, 0, 10, 0, 100]);
    const colours = fitting([1, 2, 3], [0, 1], { ...intake, isBgr: true })(Float32Array.of(1, 0, 0, 0, 0, 1), 1);
    expect([...colours]).toEqual([0, 1, 0, 0, 100, 0]);
  });
});

describe('a file of others', () => {
  const file = fileOf('theirs.onnx', theirs);

  it('is read as PyTorch reads it, also where it takes two pictures at once', async () => {
    const rows = await openExtractor(`${file}?range=imagenet`, engine, unit);
    expectNear((await rows.features(pixels)).data, recorded.model.rows);
    const maps = await openExtractor(`${file}?range=imagenet&output=maps`, engine, unit);
    expectNear((await maps.features(pixels)).data, recorded.model.maps);
    expect(maps.readBy).toMatchObject({ output: 'maps', width: 4, intake: { layout: 'nchw', height: 6, width: 5 } });
    expect(maps.hash).not.toBe(rows.hash);
  });

  it.each<[string, string, RegExp]>([
    ['', 'extractor/unsaid', /what numbers black and white are/],
    ['?range=0,1&size=9', 'extractor/size', /6×5 alone/],
    ['?range=0,1&output=nothing', 'extractor/output', /'nothing'/],
    ['?range=0,1&layout=nhwc', 'extractor/refused', /5 channels/],
    ['?range=1,0', 'extractor/setting', /'1,0' is no range/],
    ['?depth=1', 'extractor/setting', /no setting 'depth'/],
    ['?toString=1', 'extractor/setting', /no setting 'toString'/],
    ['?size=4&size=5', 'extractor/setting', /twice/],
    ['.not', 'system/missing', /no such file/],
  ])("with '%s' is refused as %s", async (settings, code, message) => {
    const error = await openExtractor(file + settings, engine, unit).catch((e) => e);
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
  });

  it('that reaches out of itself, or need not end, is refused', async () => {
    const part = (number: number, content: string | Uint8Array) =>
      new BinaryWriter()
        .tag(number, WireType.LengthDelimited)
        .bytes(typeof content === 'string' ? new TextEncoder().encode(content) : content)
        .finish();
    const whole = (number: number, value: number) =>
      new BinaryWriter().tag(number, WireType.Varint).int64(value).finish();
    const tensor = Buffer.concat([
      part(8, 'k'),
      part(13, Buffer.concat([part(1, 'location'), part(2, '/etc/passwd')])),
    ]);
    const more: [Uint8Array, RegExp][] = [
      [part(7, part(5, tensor)), /data in another file/],
      [part(7, part(5, whole(14, 1))), /data in another file/],
      // constants of nodes, of branches, sparse ones
      [part(7, part(1, part(5, part(5, tensor)))), /data in another file/],
      [part(7, part(1, part(5, part(6, part(5, tensor))))), /data in another file/],
      [part(7, part(15, part(1, tensor))), /data in another file/],
      [part(7, part(1, part(4, 'Loop'))), /loop/],
      [part(7, part(1, part(5, part(6, part(1, part(4, 'Scan')))))), /loop/],
      [part(7, part(1, part(4, 'RandomNormal'))), /random/],
      [part(7, part(1, part(7, 'com.microsoft'))), /foreign domain 'com.microsoft'/],
      [part(8, part(1, 'com.evil')), /foreign domain/],
      [part(25, ''), /functions/],
      [part(7, part(11, part(1, 'more'))), /2 inputs/],
      [Uint8Array.of(0x0b), /unusual way/],
    ];
    for (const [bytes, message] of more) {
      const path = fileOf('more.onnx', Buffer.concat([theirs, bytes]));
      const error = await openExtractor(`${path}?range=0,1`, engine, unit).catch((e) => e);
      expect([error.code, error.message]).toEqual(['extractor/refused', expect.stringMatching(message)]);
    }
  });

  it('that is damaged never surprises', async () => {
    const random = new RandomStream(1, 'damage');
    for (let i = 0; i < 200; i++) {
      const bytes = Uint8Array.from(theirs);
      for (let k = 0; k <= random.integer(3); k++) bytes[random.integer(bytes.length)] = random.integer(256);
      const cut = bytes.subarray(0, random.integer(4) === 0 ? random.integer(bytes.length) : bytes.length);
      const path = fileOf('damaged.onnx', cut);
      const opened = await openExtractor(`${path}?range=0,1`, engine, unit).catch((e) => e);
      if (opened instanceof Error) expect((opened as { code?: string }).code).toMatch(/^extractor\//);
    }
  });
});

describe('a file of our own', () => {
  const x = input('images', [anyBatch, 4, 4, 1]);
  const save = (name: string, outputs: Parameters<typeof compile>[0], metadata = {}) =>
    fileOf(name, compile(outputs, inferencePlan, { metadata }).bytes);
  const said = { 'duel.layout': 'NHWC', 'duel.range': '[0,255]' };
  const both = { maps: mul(x, 2), sums: sum(reshape(x, [anyBatch, 4, 4]), [1]) };
  const one = { shape: [1, 4, 4, 1], data: Float32Array.from({ length: 16 }, (_, i) => i / 16) };
  const own = { shape: [4, 4, 1], range: [0, 1] } as const;

  it('says itself how it is fed; its last output of two axes is taken', async () => {
    const { features, readBy } = await openExtractor(save('both.onnx', both, said), engine, own);
    expect(readBy).toMatchObject({ output: 'sums', width: 4, intake: { range: [[0, 255]], layout: 'nhwc' } });
    expectNear(
      (await features(one)).data,
      [24, 28, 32, 36].map((s) => (s / 16) * 255),
    );
  });

  it('of maps alone is averaged over these', async () => {
    const { features } = await openExtractor(save('maps.onnx', { maps: mul(x, 2) }, said), engine, own);
    expectNear((await features(one)).data, [2 * 255 * (7.5 / 16)]);
  });

  it('of a giant batch is refused before anything is made for it', async () => {
    const many = input('images', [100_000_000, 4, 4, 1]);
    const file = save('many.onnx', { y: sum(many, [1, 2]) }, said);
    await expect(openExtractor(file, engine, own)).rejects.toMatchObject({
      code: 'extractor/refused',
      message: expect.stringMatching(/100,000,000 pictures at once, 6.4 GB of them$/),
    });
  });

  it('that grows beyond all memory within is refused', async () => {
    const grown = mul(reshape(sum(x, [1, 2, 3]), [anyBatch, 1, 1]), expand(constant(1), [1, 1_000_000, 1_000_000]));
    const file = save('grown.onnx', { y: reshape(sum(exp(grown), [1, 2]), [anyBatch, 1]) }, said);
    await expect(openExtractor(file, engine, own)).rejects.toMatchObject({
      code: 'extractor/refused',
      message: expect.stringMatching(/more memory than there is$/),
    });
  });

  it('that makes no rows, or what is not finite, is refused', async () => {
    const flat = save('flat.onnx', { y: sum(x, [1]) }, said);
    await expect(openExtractor(flat, engine, own)).rejects.toMatchObject({ code: 'extractor/refused' });
    const infinite = save('infinite.onnx', { y: mul(mul(reshape(x, [anyBatch, 16]), 1e30), 1e30) }, said);
    const error = await openExtractor(`${infinite}?range=1,2`, engine, own).catch((e) => e);
    expect(error.message).toMatch(/not finite/);
  });

  it('takes no pictures but grey and colours', async () => {
    const two = openExtractor(save('two.onnx', both, said), engine, { shape: [4, 4, 2], range: [0, 1] });
    await expect(two).rejects.toMatchObject({ code: 'extractor/channels' });
  });
});

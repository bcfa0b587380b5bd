import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeNpy } from '../../src/data/arrays/npy-array.ts';
import * as ort from '../../src/runtime/node/ort.ts';
import { Folder } from './duel.ts';

const folder = new Folder();
const npy = (name: string) => decodeNpy(readFileSync(folder.file(name)), name).data;

beforeAll(async () => {
  folder.write(
    'codes.ts',
    `import { codeWidth, definePreset, gan, infoGan, nn } from 'duel-gan';
const { adam, concat, dense, flatten, network, reshape } = nn;
const optimizer = adam({ learningRate: 1e-3 });
const conditioning = infoGan({ discrete: [3, 2], continuous: 2 });
const width = codeWidth(conditioning);
const generator = network({ latent: [4], code: [width] }, [concat(['latent', 'code']), dense(784), reshape([28, 28, 1])]);
const discriminator = network([28, 28, 1], [
  flatten({ name: 'pixels' }), dense(1, { name: 'score' }), dense(width, { name: 'codes', inputs: ['pixels'] }),
], { outputs: ['score', 'codes'] });
export default definePreset({
  name: 'codes', title: 'Codes', about: 'For tests.',
  data: { source: 'digits', range: [-1, 1] as const },
  game: () => gan({
    generator: { network: generator, optimizer }, discriminator: { network: discriminator, optimizer },
    batch: { generator: 4, discriminator: 4 }, conditioning,
  }),
  draw: 'shuffled', length: { steps: 2 }, report: { steps: 1, as: 'means' }, snapshot: { steps: 2 },
  monitor: { rows: 2, columns: 4 },
});
`,
  );
  const { code, stderr } = await folder.duel('train', 'codes.ts', '--threads', '1');
  expect(code, stderr).toBe(0);
});
afterAll(() => folder.remove());

it('reports how well codes are read, and draws a row for each value of the first', async () => {
  const [line] = readFileSync(folder.file('runs/001-codes/metrics.jsonl'), 'utf8').split('\n');
  expect(JSON.parse(line!)).toMatchObject({
    infoLossDiscrete: expect.any(Number),
    infoLossContinuous: expect.any(Number),
  });
  const { width, height } = await sharp(folder.file('runs/001-codes/samples/000000002.png')).metadata();
  expect([width, height]).toEqual([4 * 86 + 2, 3 * 86 + 2]);
});

it('makes what a seed says, with the first code as asked', async () => {
  await folder.here('sample', 'last', '--seeds', '1,4,5', '--out', 'own.npy');
  await folder.here('sample', 'last', '--seeds', '1,4,5', '--class', '1', '--out', 'ones.npy');
  const [own, ones] = [npy('own.npy'), npy('ones.npy')];
  // 1 and 4 have the value 1 anyway
  expect(own.subarray(0, 2 * 784)).toEqual(ones.subarray(0, 2 * 784));
  expect(own.subarray(2 * 784)).not.toEqual(ones.subarray(2 * 784));
  const { code, stderr } = await folder.here('sample', 'last', '--class', '3');
  expect([code, stderr]).toEqual([2, expect.stringContaining('knows classes 0 to 2')]);
});

it('walks between samples, and along a continuous code', async () => {
  const walked = await folder.here('walk', 'last', '--frames', '3', '--out', 'way.png');
  expect(walked.code, walked.stderr).toBe(0);
  const sheet = await folder.here('walk', 'last', '--code', '1', '--frames', '5', '--out', 'sheet.png', '--json');
  expect(JSON.parse(sheet.stdout)).toMatchObject({ code: 1, seeds: [0, 1, 2], frames: 5 });
  const { width, height } = await sharp(folder.file('sheet.png')).metadata();
  expect([width, height]).toEqual([5 * 86 + 2, 3 * 86 + 2]);
  expect((await folder.here('walk', 'last', '--code', '0', '--seeds', '7', '--frames', '4')).code).toBe(0);
  const { code, stderr } = await folder.here('walk', 'last', '--code', '2');
  expect([code, stderr]).toEqual([2, expect.stringContaining('knows continuous codes 0 to 1')]);
});

it('exports a generator that takes codes', async () => {
  await folder.here('export', 'last', '--to', 'onnx', '--out', 'generator.onnx');
  const session = await ort.InferenceSession.create(folder.file('generator.onnx'));
  expect([...session.inputNames].sort()).toEqual(['codes', 'latents']);
});

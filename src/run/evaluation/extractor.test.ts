import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { compile, inferencePlan } from '../../compile/compile.ts';
import { dense, network, reshape as reshaped } from '../../nn/index.ts';
import { anyBatch, input, reshape, slice } from '../../tensor/index.ts';
import { craftRun, generatorGame } from '../directory/crafted.testing.ts';
import { evaluate } from './evaluate.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-extractor-'));
afterAll(() => rmSync(folder, { recursive: true }));

const side = 28;
const run = craftRun({
  out: folder,
  name: 'grey',
  source: 'digits',
  shape: [side, side, 1],
  classes: [...'0123456789'],
  game: generatorGame(network([1], [dense(side * side), reshaped([side, side, 1])])),
  step: 2,
  weights: {},
});
const x = input('images', [anyBatch, side, side, 1]);
const rows = reshape(slice(x, [1], [13], [14]), [anyBatch, side]);
const file = join(folder, 'rows.onnx');
writeFileSync(file, compile({ rows }, inferencePlan).bytes);
const dataContext = { cacheFolder: join(folder, 'cache') } as const;

it('takes features from a file, says which, and never compares them with others', async () => {
  const measure = (extractor: string) =>
    evaluate(run, { extractor, metrics: ['fid'], n: 100, threads: 1, dataContext });
  const [unit, wide] = [await measure(`${file}?range=0,1`), await measure(`${file}?range=0,2`)];
  // of numbers twice as large a squared distance is four times as large
  expect(Number(wide.metrics.fid!.fid) / Number(unit.metrics.fid!.fid)).toBeCloseTo(4, 4);
  const { extractor, judge, protocol } = unit.measured.fid!;
  expect(extractor).toMatchObject({
    file,
    output: 'rows',
    width: side,
    sha256: expect.stringMatching(/^[\da-f]{64}$/),
  });
  expect(judge).toBeUndefined();
  expect(protocol).not.toBe(wide.measured.fid!.protocol);
});

it('is an error where it cannot be had, and noted where nothing needs it', async () => {
  await expect(evaluate(run, { extractor: file, n: 100, dataContext })).rejects.toMatchObject({
    code: 'extractor/unsaid',
  });
  const { notes } = await evaluate(run, { extractor: file, metrics: ['msssim'], n: 20, dataContext });
  expect(notes).toEqual(['no metric here needs the extractor: it reads nothing']);
});

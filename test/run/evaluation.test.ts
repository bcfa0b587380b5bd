import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compare, definePreset, evaluate, gan, labels, nn, train, writeSamples } from '../../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-evaluation-'));
const dataContext = { cacheFolder: join(folder, 'cache') };
afterAll(() => rmSync(folder, { recursive: true }));

/** A generator of drawn digits that is told which, as small as can be. */
const told = definePreset({
  name: 'told',
  title: 'Told',
  about: 'For tests.',
  data: { source: 'digits', range: [-1, 1] },
  game: ({ shape, classCount }) => {
    const optimizer = nn.adam({ learningRate: 1e-3 });
    const label = [classCount];
    return gan({
      generator: {
        network: nn.network({ latent: [4], label }, [
          nn.concat(['latent', 'label']),
          nn.dense(
            shape.reduce((product, side) => product * side, 1),
            { activation: 'tanh' },
          ),
          nn.reshape(shape),
        ]),
        optimizer,
      },
      discriminator: {
        network: nn.network({ image: shape, label }, [
          { ...nn.flatten(), inputs: ['image'] },
          nn.concat([nn.previous(), 'label']),
          nn.dense(1),
        ]),
        optimizer,
      },
      batch: { generator: 4, discriminator: 4 },
      conditioning: labels(),
    });
  },
  draw: 'shuffled',
  length: { steps: 1 },
  report: { steps: 1, as: 'means' },
  snapshot: { steps: 1 },
  monitor: { rows: 1, columns: 2 },
});

let run: string;
beforeAll(async () => {
  run = (await train('quickstart', { steps: 1, resolution: 12, batch: 4, out: join(folder, 'runs') })).directory;
}, 60_000);

/** What was counted on the way. */
async function measured(options: Parameters<typeof evaluate>[1]) {
  const counted = new Set<string>();
  const result = await evaluate(run, { dataContext, ...options, onProgress: (_, __, what) => void counted.add(what) });
  return { ...result, counted };
}

it('pictures are measured with nothing prepared: a judge is trained once, and kept', async () => {
  const first = await measured({ n: 300, keep: true });
  expect(Object.keys(first.metrics)).toEqual(['classes', 'fid', 'kid', 'prdc', 'c2st', 'is', 'msssim']);
  for (const values of Object.values(first.metrics))
    for (const value of Object.values(values).flat()) expect(value).toEqual(expect.any(Number));
  const { judge, reals } = first.measured.fid!;
  expect(judge).toMatchObject({ task: 'classes', hash: expect.stringMatching(/^[\da-f]{64}$/) });
  expect(judge!.accuracy).toBeGreaterThan(0.95);
  expect(reals).toMatchObject({ n: 300, of: 'digits', split: 'train' });
  expect(first.counted).toEqual(new Set(['steps of a judge', 'real examples', 'samples', 'metrics']));
  // a generator of one step makes nothing like digits: far beyond what real ones have of each other
  const { fid, floor } = first.metrics.fid as Record<string, number>;
  expect(fid).toBeGreaterThan(10 * floor!);
  expect(first.metrics.prdc!.realPrecision).toBeGreaterThan(0.7);
  expect(JSON.parse(readFileSync(first.file!, 'utf8')).metrics.fid.measured.protocol).toBe(
    first.measured.fid!.protocol,
  );

  const again = await measured({ n: 300 });
  expect(again.counted.has('steps of a judge')).toBe(false);
  expect(again.metrics).toEqual(first.metrics);
  expect(again.measured).toEqual(first.measured);
  const other = await measured({ n: 200, metrics: ['fid'] });
  expect(other.measured.fid!.protocol).not.toBe(first.measured.fid!.protocol);

  // samples of anything beside the same data are read by the same judge
  const samples = join(folder, 'samples.npy');
  await writeSamples(run, samples, { n: 300 });
  const compared = await compare(samples, 'digits', { resolution: 12, metrics: ['fid'], n: 300, dataContext });
  expect(compared.measured.fid).toEqual({ ...first.measured.fid, seeds: samples });
}, 120_000);

it('pictures of 16 pixels are compared patch by patch too', async () => {
  const wish = { steps: 1, resolution: 16, batch: 4, out: join(folder, 'runs'), name: 'larger' } as const;
  const { directory } = await train('quickstart', wish);
  const { metrics } = await evaluate(directory, { dataContext, n: 40, metrics: ['swd'] });
  const { swd, floor, sizes } = metrics.swd!;
  expect(sizes).toEqual([16]);
  expect(swd).toBeGreaterThan(1.5 * (floor as number));
}, 60_000);

it('a training measures its checkpoints, one after the other, as each is measured alone', async () => {
  const { directory } = await train('quickstart', {
    ...{ steps: 3, evalEvery: 1, snapshotEvery: 1, resolution: 12, batch: 4, threads: 1 },
    ...{ out: join(folder, 'runs'), name: 'compared', dataContext, set: ['evaluation.n=60'] },
  });
  const fids = [];
  for (const checkpoint of [1, 2, 3]) {
    const { metrics } = JSON.parse(readFileSync(join(directory, 'eval', `00000000${checkpoint}.json`), 'utf8'));
    const wish = { checkpoint, dataContext, n: 60, metrics: ['fid', 'prdc'], threads: 1 };
    const { metrics: alone, measured: how } = await evaluate(directory, wish);
    expect(metrics.fid).toEqual({ ...alone.fid, measured: how.fid });
    expect(metrics.prdc).toEqual({ ...alone.prdc, measured: how.prdc });
    fids.push(metrics.fid.fid);
  }
  expect(new Set(fids).size).toBe(3);
}, 120_000);

it('classes are measured one by one, of a generator that is told them', async () => {
  const { directory } = await train(told, { resolution: 12, out: join(folder, 'runs') });
  const { metrics, measured } = await evaluate(directory, { dataContext, n: 300, metrics: ['classfid'] });
  const { classFid, largestClassFid, ...lists } = metrics.classfid!;
  expect(measured.classfid).toMatchObject({ n: 300, classes: [...'0123456789'], reals: { n: 300 } });
  expect(lists.samples).toEqual(Array(10).fill(30));
  expect((lists.reals as number[]).reduce((a, b) => a + b)).toBe(300);
  expect(Math.max(...(lists.fids as number[]))).toBe(largestClassFid);
  for (const list of Object.values(lists)) expect(list).toHaveLength(10);
  // far from real digits, each of which has others of its class near
  expect(classFid).toBeGreaterThan(3 * Math.max(...(lists.floors as number[])));
}, 120_000);

it('paths between latents are measured without rounding, where they are asked for', async () => {
  const { metrics, measured: how, counted } = await measured({ n: 20, metrics: ['ppl'] });
  const { ppl, epsilon, kept } = metrics.ppl as Record<string, number>;
  // of so few none lies beyond the percentiles
  expect([epsilon, kept]).toEqual([1e-4, 20]);
  // of pictures of bytes a step of a ten-thousandth would be none
  expect(ppl).toBeGreaterThan(0);
  expect(how.ppl).toMatchObject({ n: 20, seeds: '0-19', judge: { task: 'classes' } });
  expect(counted).not.toContain('samples');
  await expect(measured({ n: 20, metrics: ['pplw'] })).rejects.toMatchObject({ code: 'eval/not-here' });
}, 120_000);

it('of a judge that was stopped nothing is left', async () => {
  const signal = AbortSignal.timeout(1);
  const cacheFolder = join(folder, 'other');
  await expect(evaluate(run, { n: 10, dataContext: { cacheFolder }, signal })).rejects.toBeDefined();
  const judges = join(cacheFolder, 'judges');
  expect(existsSync(judges) ? readdirSync(judges) : []).toEqual([]);
}, 60_000);

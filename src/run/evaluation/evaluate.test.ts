import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stackedClasses } from '../../data/drawn/stacked.ts';
import { classifier, gan, infoGan, labels } from '../../gan/index.ts';
import { adam, dense, flatten, network, previous, projection, reshape } from '../../nn/index.ts';
import { type CraftedRun, craftRun, generatorGame, oneMode } from '../directory/crafted.testing.ts';
import { FaultyDisk } from '../training/faults.testing.ts';
import { evaluate } from './evaluate.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-evaluate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const kept = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const digits = [...'0123456789'];

/** A classifier of one dense layer whose kernel [pixels, classes] is known. */
const judge = (
  shape: readonly number[],
  classes: readonly string[],
  kernel: readonly number[] | ((i: number) => number),
  more: Partial<CraftedRun> = {},
) =>
  craftRun({
    out: folder,
    name: 'judge',
    source: 'mnist',
    shape,
    classes,
    game: classifier({
      classifier: {
        network: network(shape, [flatten(), dense(classes.length)]),
        optimizer: adam({ learningRate: 1e-3 }),
      },
      batch: 2,
    }),
    step: 5,
    weights: { 'classifier/dense/kernel': kernel },
    ...more,
  });

describe('points of one mode of the ring', () => {
  const run = oneMode(folder, { 'generator/dense/bias.ema': [0, 1] });

  it('score what their distribution says', async () => {
    const { metrics, measured, step, file, notes } = await evaluate(run, { raw: true, keep: true, metrics: ['modes'] });
    const modes = metrics.modes as Record<string, number>;
    expect(measured.modes).toEqual({
      n: 2500,
      seeds: '0-2499',
      raw: true,
      protocol: expect.stringMatching(/^[\da-f]{16}$/),
    });
    expect([step, notes]).toEqual([12, []]);
    expect(modes).toMatchObject({ modes: 1, of: 8 });
    expect(modes.klReverse).toBeCloseTo(Math.log(8), 12);
    // 1 − exp(−9/2), give or take 4 binomial deviations; a normal distribution cut at 3 sigma
    expect(Math.abs(modes.highQuality! - 0.98889)).toBeLessThan(4 * Math.sqrt((0.98889 * 0.01111) / 2500));
    expect(Math.abs(modes.deviation! - 0.9744)).toBeLessThan(0.04);
    expect(file).toBe(join(run, 'eval', '000000012.json'));
    expect(kept(file!)).toEqual({ step: 12, metrics: { modes: { ...modes, measured: measured.modes } } });
  });

  it('come from the averaged weights otherwise, and from the seeds that are asked for', async () => {
    const { metrics, measured, notes } = await evaluate(run, { seeds: [7, 8, 9, 20], judge: run, metrics: ['modes'] });
    // the kernel has no average: it is taken as it is
    expect((metrics.modes!.counts as number[]).map((n) => n > 0).indexOf(true)).toBe(2);
    expect(measured.modes).toMatchObject({ n: 4, seeds: '7-9,20', raw: false });
    expect(notes).toEqual(['no metric here needs the judge: it reads nothing']);
  });

  it('are not lost where the run cannot be written', async () => {
    const disk = new FaultyDisk(folder);
    disk.fail(0, 'EROFS');
    const { metrics, file, notes } = await evaluate(run, { n: 10, keep: true, metrics: ['modes'] });
    disk.restore();
    expect(metrics.modes).toBeDefined();
    expect(file).toBeUndefined();
    expect(notes).toEqual([expect.stringMatching(/^the result is not kept: this disk can only be read: .*eval/)]);
  });

  it('are held to requirements', async () => {
    const require = ['modes>=2', 'modes.highQuality>0.9'];
    const { requirements, met } = await evaluate(run, { n: 500, require, metrics: ['modes'] });
    expect(requirements.map((r) => [r.require, r.met])).toEqual([
      ['modes>=2', false],
      ['modes.highQuality>0.9', true],
    ]);
    expect([requirements[0]!.value, met]).toEqual([1, false]);
    const unknown = evaluate(run, { require: ['psnr<3'] });
    await expect(unknown).rejects.toMatchObject({ code: 'eval/unknown-value' });
  });

  it('are no images', async () => {
    await expect(evaluate(run, { metrics: ['classes'] })).rejects.toMatchObject({ code: 'eval/not-here' });
    await expect(evaluate(run, { metrics: ['fid'] })).rejects.toMatchObject({ code: 'eval/not-here' });
    await expect(evaluate(run, { metrics: ['psnr'] })).rejects.toMatchObject({ code: 'eval/unknown-metric' });
  });
});

describe('stacked digits of even chance', () => {
  // the latent is [3, 10]: pixel (k, 0) of channel c is latent 10c + k, and the judge takes the row that is brightest
  const pixel = (c: number, k: number) => k * 28 * 3 + c;
  const ones = new Set(Array.from({ length: 30 }, (_, j) => j * 2352 + pixel(Math.floor(j / 10), j % 10)));
  const run = craftRun({
    out: folder,
    name: 'stacked',
    source: 'stacked-mnist',
    shape: [28, 28, 3],
    classes: stackedClasses(digits),
    game: generatorGame(network([30], [dense(2352), reshape([28, 28, 3])])),
    step: 3,
    weights: { 'generator/dense/kernel': (i) => (ones.has(i) ? 1 : 0) },
  });
  const rows = new Set(digits.map((_, k) => k * 28 * 10 + k));
  const reader = judge([28, 28, 1], digits, (i) => (rows.has(i) ? 1 : 0));

  it('reach the modes, and the divergence, that chance gives', async () => {
    const n = 4000;
    const { metrics, measured } = await evaluate(run, { judge: reader, metrics: ['modes'], n });
    const modes = metrics.modes as Record<string, number>;
    expect(measured.modes!.judge).toMatchObject({ run: reader, step: 5 });
    expect(modes.of).toBe(1000);
    // a mode gets a Poisson number of samples, 4 on average
    let [poisson, divergence] = [Math.exp(-4), 0];
    for (let k = 1; k < 60; k++) {
      poisson *= 4 / k;
      divergence += poisson * (k / 4) * Math.log(k / 4);
    }
    expect(Math.abs(modes.modes! - 1000 * (1 - Math.exp(-4)))).toBeLessThan(20);
    expect(Math.abs(modes.klReverse! / divergence - 1)).toBeLessThan(0.15);
  });

  it('need a judge that fits', async () => {
    const refused = async (options: Parameters<typeof evaluate>[1]) => {
      const error = await evaluate(run, { n: 1, metrics: ['modes'], ...options }).catch((e) => e);
      return [error.code, error.message];
    };
    const wide = judge([32, 32, 1], digits, []);
    const clothes = judge([28, 28, 1], [...'abcdefghij'], []);
    expect([await refused({ judge: wide }), await refused({ judge: clothes }), await refused({ judge: run })]).toEqual([
      ['eval/judge', expect.stringContaining('reads images [32, 32, 1], and not [28, 28, 1]')],
      ['eval/judge', expect.stringContaining('the classes a, b, c')],
      ['judge/no-classifier', expect.stringContaining('no classifier')],
    ]);
  });
});

describe('images of two classes', () => {
  const names = ['dark', 'bright'];
  // one pixel, -0.5 in the generator's range [-1, 1]
  const run = craftRun({
    out: folder,
    name: 'pixel',
    source: '/somewhere',
    shape: [1, 1, 1],
    classes: names,
    game: generatorGame(network([1], [dense(1), reshape([1, 1, 1])])),
    step: 4,
    weights: { 'generator/dense/bias': [-0.5] },
  });

  it('are read in the range that the judge has learned from', async () => {
    const same = judge([1, 1, 1], names, [0, 1]);
    const other = judge([1, 1, 1], names, [0, 1], { range: [0, 1] });
    const read = async (reader: string) =>
      (await evaluate(run, { judge: reader, metrics: ['classes'], n: 3 })).metrics.classes;
    const sure = (logit: number) => 1 / (1 + Math.exp(-logit));
    expect(await read(same)).toMatchObject({
      classes: 1,
      of: 2,
      smallest: 0,
      shares: [1, 0],
      confidence: expect.closeTo(sure(0.5), 5),
    });
    // -0.5 of [-1, 1] is 0.25 of [0, 1]
    expect(await read(other)).toMatchObject({ shares: [0, 1], confidence: expect.closeTo(sure(0.25), 5) });
  });

  it('are measured by what needs no data, where these are elsewhere', async () => {
    const { metrics, notes } = await evaluate(run, { judge: judge([1, 1, 1], names, [0, 1]), n: 3 });
    expect(Object.keys(metrics)).toEqual(['classes']);
    expect(notes[0]).toMatch(/^fid, kid, prdc, c2st, is, copies are left out: .*somewhere/);
    await expect(evaluate(run, { metrics: ['fid'] })).rejects.toMatchObject({ code: 'data/not-found' });
  });

  it('keep what other metrics gave at the same step', async () => {
    const { file } = await evaluate(run, {
      judge: judge([1, 1, 1], names, [0, 1]),
      metrics: ['classes'],
      n: 3,
      keep: true,
    });
    writeFileSync(file!, JSON.stringify({ step: 4, metrics: { fid: { fid: 3 }, classes: { classes: 9 } } }));
    await evaluate(run, { judge: judge([1, 1, 1], names, [0, 1]), metrics: ['classes'], n: 3, keep: true });
    expect(kept(file!).metrics).toMatchObject({ fid: { fid: 3 }, classes: { classes: 1 } });
  });
});

describe('a generator that is told', () => {
  // three pixels, of which the judge takes the brightest
  const names = ['a', 'b', 'c'];
  const image = [1, 3, 1];
  const reader = judge(image, names, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  const optimizer = adam({ learningRate: 1e-3 });
  /** What is told makes a pixel bright each: kernel [told, pixels]. */
  const generator = (told: string, kernel: readonly number[]) => ({
    player: {
      network: network({ latent: [1], [told]: [kernel.length / 3] }, [dense(3, { inputs: [told] }), reshape(image)]),
      optimizer,
    },
    weights: { 'generator/dense/kernel': kernel },
  });
  const craft = (game: Parameters<typeof gan>[0], weights: CraftedRun['weights']) =>
    craftRun({
      out: folder,
      name: 'told',
      source: '/x',
      shape: image,
      classes: names,
      game: gan(game),
      step: 1,
      weights,
    });
  const batch = { generator: 2, discriminator: 2 };

  it('a class is judged by whether it makes that class', async () => {
    // asked for c, it makes b
    const { player, weights } = generator('label', [1, 0, 0, 0, 1, 0, 0, 1, 0]);
    const discriminator = network({ image, label: [3] }, [
      flatten({ inputs: ['image'] }),
      projection([previous(), 'label']),
    ]);
    const run = craft(
      { generator: player, discriminator: { network: discriminator, optimizer }, batch, conditioning: labels() },
      weights,
    );
    const { metrics, measured, met } = await evaluate(run, {
      judge: reader,
      metrics: ['classes'],
      require: ['agreement>0.6', 'smallestAgreement>=0'],
    });
    expect(measured.classes!.n).toBe(1000);
    // seeds 0, 3, … are of class 0: 334, and 333 of the others
    expect(metrics.classes).toMatchObject({ asked: [1, 1, 0], agreement: 0.667, smallestAgreement: 0 });
    expect(met).toBe(true);
  });

  it('codes are judged by what suits them best', async () => {
    // value 0 makes c, 1 makes a, 2 makes b; the continuous code only dims all of them
    const { player, weights } = generator('code', [0, 0, 1, 1, 0, 0, 0, 1, 0, 0.5, 0.5, 0.5]);
    const discriminator = network(
      image,
      [flatten({ name: 'pixels' }), dense(1, { name: 'score' }), dense(4, { name: 'codes', inputs: ['pixels'] })],
      { outputs: ['score', 'codes'] },
    );
    const conditioning = infoGan({ discrete: [3], continuous: 1 });
    const run = craft(
      { generator: player, discriminator: { network: discriminator, optimizer }, batch, conditioning },
      weights,
    );
    const { metrics } = await evaluate(run, { judge: reader, metrics: ['classes'], n: 30 });
    expect(metrics.classes).toMatchObject({ asked: [1, 1, 1], agreement: 1, smallestAgreement: 1, means: [2, 0, 1] });
  });
});

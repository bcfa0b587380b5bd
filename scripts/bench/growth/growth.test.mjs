import { describe, expect, it } from 'vitest';
import { findPreset } from '../../../dist/presets/registry.js';
import { affine } from './affine.mjs';
import { columnsOf, compared, resultOf } from './measure.mjs';
import { countsOf, dcganOf, sweeps, sweepsFor } from './sweeps.mjs';

describe('the sweeps', () => {
  it('are found by words of their names', () => {
    expect(sweepsFor('')).toEqual(Object.keys(sweeps));
    expect(sweepsFor('batch')).toEqual(['dcgan batch', 'mnist-mlp batch']);
    expect(sweepsFor('batch dcgan')).toEqual(['dcgan batch']);
    expect(sweepsFor('depth')).toEqual([]);
  });

  it('have the preset dcgan where it has its own channels', () => {
    const shape = [32, 32, 3];
    const { judgedAtOnce: _, ...whole } = findPreset('dcgan').game({ shape, classCount: 0 });
    expect(dcganOf(shape, 64)).toEqual(whole);
  });

  it('count useful operations in proportion to the batch, and fewer executed where filtering is minimal', () => {
    const [small, large] = [8, 64].map((batch) => countsOf({ system: 'dcgan', side: 32, batch, width: 64 }));
    expect(large.flop / small.flop).toBeCloseTo(8, 1);
    expect(large.executed).toBeLessThan(0.7 * large.flop);
    expect(large.state).toBe(small.state);
  });
});

describe('a line', () => {
  it('goes through points that lie on one', () => {
    const { constant, slope } = affine([8, 64, 512].map((n) => [n, 5 + 0.25 * n]));
    expect(constant).toBeCloseTo(5);
    expect(slope).toBeCloseTo(0.25);
  });

  it('keeps as near to small points as to large ones', () => {
    const line = affine([
      [1, 10],
      [10, 20],
      [1000, 1000],
    ]);
    expect(line.constant + line.slope).toBeCloseTo(10, 0);
  });
});

const counts = { flop: 2e9, executed: 1e9, state: 2 ** 18 };
const runsOf = (...list) =>
  list.map((msPerStep) => ({ msPerStep, peak: 100, peakRssMiB: 200 + msPerStep, beside: 0.01 }));

describe('results', () => {
  it('are medians over rounds, with what lies between the rounds', () => {
    expect(resultOf({ batch: 4 }, counts, runsOf(40, 50, 44))).toMatchObject({
      msPerStep: 44,
      spread: 5 / 44,
      msPerPicture: 11,
      gflopPerPicture: 0.5,
      executed: 0.5,
      msPerGflop: 22,
      ofPeak: 2e9 / 44e6 / 100,
      stateMiB: 1,
      peakRssMiB: 250,
    });
  });

  it('leave out rounds in which other programs had the processors', () => {
    const [first, ...others] = runsOf(90, 50, 44);
    expect(resultOf({ batch: 4 }, counts, [{ ...first, beside: 0.5 }, ...others]).msPerStep).toBe(50);
    const disturbed = [first, ...others].map((run, i) => ({ ...run, beside: 0.5 - i / 10 }));
    expect(resultOf({ batch: 4 }, counts, disturbed).msPerStep).toBe(44);
  });

  it('of threads are compared round by round', () => {
    const of = (threads, list) => resultOf({ system: 'a', batch: 8, threads }, counts, runsOf(...list));
    const { results } = compared('threads', [of(1, [20, 40, 22]), of(2, [10, 20, 20])]);
    expect(results.map((r) => r.speedUp)).toEqual([undefined, 2]);
    const { titles, rows } = columnsOf({ sweep: 'threads', results });
    expect(titles.at(-1)).toBe('2 threads');
    expect(rows.map((row) => row.at(-1))).toEqual(['', '2.00']);
    for (const row of rows) expect(row).toHaveLength(titles.length);
  });

  it('of a batch lie on a line', () => {
    const of = (batch) => resultOf({ batch, threads: 2 }, counts, runsOf(10 + batch));
    const { line, results } = compared('dcgan batch', [8, 16, 32].map(of));
    expect(line.constant).toBeCloseTo(10);
    for (const { toLine } of results) expect(toLine).toBeCloseTo(1);
  });
});

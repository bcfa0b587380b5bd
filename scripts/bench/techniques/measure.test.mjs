import { describe, expect, it } from 'vitest';
import { costOf, matches, signed, techniquesTable } from './measure.mjs';

const times = { flop: 12e9, baseFlop: 10e9, peakRssMiB: 320 };

describe('the cost of a technique', () => {
  it('is the median of the ratios of each round: a machine that slows down takes no part', () => {
    const cost = costOf(
      { name: 'r1()', page: 'penalties' },
      { ...times, baseMs: [100, 200, 300], ms: [120, 250, 330] },
    );
    expect(cost).toMatchObject({ name: 'r1()', page: 'penalties', msPerStep: 250, gflop: 12, extraGflop: 2 });
    expect(cost.extra).toBeCloseTo(0.2, 12);
  });

  it.each([
    [0.41, '+41 %'],
    [0.0312, '+3.1 %'],
    [-0.004, '−0.4 %'],
    [-0.0001, '0.0 %'],
    [0.0996, '+10 %'],
    [3.5, '+350 %'],
  ])('%d is written %s', (share, text) => {
    expect(signed(share)).toBe(text);
  });

  it('is a row under its page', () => {
    const row = (name, page) => costOf({ name, page }, { ...times, baseMs: [100], ms: [120] });
    expect(
      techniquesTable([row('base'), row('hinge()', 'losses'), row('r1()', 'penalties'), row('r2()', 'penalties')]),
    ).toBe(
      [
        'page       technique  ms/step  extra  extra GFLOP  peak MiB',
        '           base           120  +20 %         2.00       320',
        'losses     hinge()        120  +20 %         2.00       320',
        'penalties  r1()           120  +20 %         2.00       320',
        '           r2()           120  +20 %         2.00       320',
      ].join('\n'),
    );
  });
});

it('variants are picked by words of their page and name', () => {
  const variant = { name: 'r1({ every: 16 })', page: 'penalties' };
  for (const filter of ['', 'penalties', 'R1', 'every penal']) expect(matches(variant, filter)).toBe(true);
  for (const filter of ['losses', 'r1 losses']) expect(matches(variant, filter)).toBe(false);
});

import { describe, expect, it } from 'vitest';
import { findPreset } from '../../presets/registry.ts';
import { presetConfig } from '../config/config.ts';
import { drawTrials, extremesOf, parseAxis, usualSpace } from './space.ts';

const configOf = (name: string, set: string[] = []) =>
  presetConfig(
    findPreset(name)!,
    { source: 'digits', range: [-1, 1] },
    { shape: [28, 28, 1], classes: [...'0123456789'], count: 1000 },
    { set },
  );

it('draws are of the seed and the number of the trial alone, within the range, and spread by the logarithm', () => {
  const space = [parseAxis('generator.optimizer.learningRate=1e-5..1e-1:log'), parseAxis('batch=32..35:int')];
  const few = drawTrials(space, 10, 7);
  const many = drawTrials(space, 400, 7);
  expect(many.slice(0, 10)).toEqual(few);
  expect(drawTrials(space, 10, 8)).not.toEqual(few);
  expect(few[0]).toEqual({ values: [], settings: [] });
  const rates = many.slice(1).map(({ values }) => Number(values[0]));
  expect(Math.min(...rates)).toBeGreaterThanOrEqual(1e-5);
  expect(Math.max(...rates)).toBeLessThanOrEqual(1e-1);
  // each decade has a quarter of them
  for (const decade of [-5, -4, -3, -2]) {
    const share = rates.filter((rate) => Math.floor(Math.log10(rate)) === decade).length / rates.length;
    expect(Math.abs(share - 0.25)).toBeLessThan(0.07);
  }
  // each whole number as often as the others, the ends too
  const batches = many.slice(1).map(({ values }) => values[1]!);
  for (const batch of ['32', '33', '34', '35'])
    expect(Math.abs(batches.filter((one) => one === batch).length / batches.length - 0.25)).toBeLessThan(0.07);
  expect(few[1]!.settings[0]).toMatch(/^generator\.optimizer\.learningRate=[\d.e-]+$/);
});

it('paths that are joined get one value, and no trial is drawn twice', () => {
  const drawn = drawTrials([parseAxis('generator.ema,loss=hinge,minimax,wasserstein')], 20, 0);
  expect(drawn).toHaveLength(4);
  expect(
    drawn
      .slice(1)
      .map(({ settings }) => settings.join())
      .sort(),
  ).toEqual([
    'generator.ema=hinge,loss=hinge',
    'generator.ema=minimax,loss=minimax',
    'generator.ema=wasserstein,loss=wasserstein',
  ]);
});

describe('what is no space says so', () => {
  it.each([
    ['learningRate', /nothing to search over/],
    ['x=', /nothing to search over/],
    ['x=1..0', /no range/],
    ['x=1..2..3', /no range/],
    ['x=..3', /no range/],
    ['x=1..2:exp', /':exp'/],
    ['x=0..1:log', /above 0/],
    ['x=0.5..2:int', /whole ends/],
    ['x=1', /only choice/],
    ['x=1,1', /only choice/],
    ['x=1,,2', /between two commas/],
    ['a,,b=1,2', /between two commas/],
    ['batch=1.5..8', /whole number/],
    ['batch=8,x', /whole number/],
    ['seed=1,2', /same in all trials/],
    ['data.resolution=16,32', /same in all trials/],
  ])('%s', (text, message) => {
    expect(() => parseAxis(text)).toThrow(expect.objectContaining({ code: 'search/over', kind: 'usage' }));
    expect(() => parseAxis(text)).toThrow(message);
  });
});

it('the usual space is both rates, the weights of penalties, and one beta1', () => {
  expect(usualSpace(configOf('quickstart')).map(({ text }) => text)).toEqual([
    'generator.optimizer.learningRate=0.00005..0.005:log',
    'discriminator.optimizer.learningRate=0.00005..0.005:log',
    'generator.optimizer.beta1,discriminator.optimizer.beta1=0..0.9',
  ]);
  const withPenalty = usualSpace(configOf('quickstart', ['penalties.0=r1']));
  expect(withPenalty.map(({ text }) => text)).toContain('penalties.0.weight=1..100:log');
  for (const axis of withPenalty) expect(extremesOf(axis)).toHaveLength(2);
  expect(() =>
    usualSpace(
      configOf(
        'quickstart',
        ['generator.optimizer=sgd', 'discriminator.optimizer=sgd'].flatMap((set) => [
          set,
          `${set.split('=')[0]}.learningRate.type=cosine`,
          `${set.split('=')[0]}.learningRate.initial=0.1`,
        ]),
      ),
    ),
  ).toThrow(expect.objectContaining({ code: 'search/no-space' }));
});

import { describe, expect, it } from 'vitest';
import { buildStep, gameOf, lossTypes, penaltyTypes, warningsOf } from '../../../dist/gan/index.js';
import { findPreset } from '../../../dist/presets/registry.js';
import { flopPerStep } from './flop.mjs';
import { data } from './system.mjs';
import { base, intervalOf, pages, specOf, variants } from './variants.mjs';

it("the base has the networks and settings of the preset 'lsgan', with the default loss", () => {
  const { loss, ...preset } = findPreset('lsgan').game(data);
  const spec = specOf(base);
  expect(spec).toEqual({ ...preset, loss: spec.loss });
  expect(spec.loss.type).toBe('crossEntropy');
});

describe('every registered', () => {
  const specs = variants.map(specOf);

  it('loss has a variant', () => {
    const used = new Set([base, ...variants].map((v) => specOf(v).loss.type));
    expect([...lossTypes.keys()].filter((type) => !used.has(type))).toEqual([]);
  });

  it.each([...penaltyTypes])(
    'penalty has a variant on each step, and a lazy one if of slopes: %s',
    (type, definition) => {
      const every = specs.flatMap(({ penalties }) =>
        penalties.length === 1 && penalties[0].type === type ? [penalties[0].every] : [],
      );
      expect(every).toEqual(definition.slope ? [1, 16] : [1]);
    },
  );
});

it('variants have names of their own, and one of the pages', () => {
  expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
  expect(new Set(variants.map(({ page }) => page))).toEqual(new Set(pages));
});

it.each(variants.map((v) => [v.name, v]))('%s is another step that can be built', (_, variant) => {
  const spec = specOf(variant);
  expect(spec).not.toEqual(specOf(base));
  expect(warningsOf(spec)).toEqual([]);
  expect(Object.keys(buildStep(gameOf(spec), data).outputs)).toContain('metric/gLoss');
});

it('lazy penalties count by their share of the steps', () => {
  const of = (name) => specOf(variants.find((v) => v.name === name) ?? base);
  const [plain, always, lazy] = ['base', 'r1()', 'r1({ every: 16 })'].map((name) => flopPerStep(of(name)));
  expect(intervalOf(of('r1({ every: 16 })'))).toBe(16);
  expect(always).toBeGreaterThan(1.2 * plain);
  expect(lazy - plain).toBeCloseTo((always - plain) / 16, 0);
});

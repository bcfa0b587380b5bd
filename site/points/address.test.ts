import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressOf, allLayers, layerNames, placeOf } from './address.ts';
import { snapped } from './drawn.ts';
import { choices, defaults, numbers, type Settings } from './settings.ts';

const settings = fc.record({
  ...Object.fromEntries(Object.entries(choices).map(([name, values]) => [name, fc.constantFrom(...values)])),
  ...Object.fromEntries(Object.entries(numbers).map(([name, values]) => [name, fc.constantFrom(...values)])),
  seed: fc.maxSafeNat(),
  drawn: fc.constant([]),
}) as unknown as fc.Arbitrary<Settings>;
const layers = fc.record(Object.fromEntries(layerNames.map((name) => [name, fc.boolean()])));

it('an address leads back to all that was chosen', () => {
  fc.assert(
    fc.property(settings, layers, (settings, layers) => {
      const place = { settings, layers: layers as typeof allLayers };
      expect(placeOf(`#${addressOf(place)}`)).toEqual(place);
    }),
  );
});

it('says which lesson it is, and what was changed there', () => {
  const place = { settings: { ...defaults, seed: 2 }, layers: allLayers, lesson: 'collapse' as const };
  expect(addressOf(place)).toBe('lesson=collapse&seed=2');
  expect(placeOf(addressOf(place))).toEqual(place);
});

it('says nothing of what is as at the beginning', () => {
  expect(addressOf({ settings: defaults, layers: allLayers })).toBe('');
  expect(addressOf({ settings: { ...defaults, seed: 3, loss: 'hinge' }, layers: allLayers })).toBe('seed=3&loss=hinge');
});

it('keeps drawn points where they are', () => {
  const drawn = [-1.6, 1.6, 0, 0.3, -0.7, 2].map(snapped);
  const place = { settings: { ...defaults, data: 'drawn' as const, drawn }, layers: allLayers };
  expect(placeOf(addressOf(place)).settings.drawn).toEqual(drawn);
});

it.each([
  'data=hexagon',
  'seed=-1',
  'seed=1.5',
  'batch=7',
  'batch=1e9999',
  'loss=__proto__',
  'hide=all',
  'drawn=%%%',
  '=&&=',
])('takes %s for nothing', (address) => {
  expect(placeOf(address)).toEqual({ settings: defaults, layers: allLayers });
});

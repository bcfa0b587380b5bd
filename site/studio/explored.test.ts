import { expect, it } from 'vitest';
import { placeIn, placeText } from './explored.ts';

it('an address of what is explored leads back to it', () => {
  const place = { step: 200, net: 'generator', raw: true, view: 'seeds=0-8&shift=1_-0.5' };
  const text = placeText('001-ring', place);
  expect(text).toBe('#/001-ring/explore?step=200&net=generator&weights=trained&seeds=0-8&shift=1_-0.5');
  expect(placeIn(text)).toEqual(place);
  const first = { step: undefined, net: undefined, raw: false, view: '' };
  expect(placeText('001-ring', first)).toBe('#/001-ring/explore');
  expect(placeIn('#/001-ring/explore?step=x')).toEqual(first);
});

import { expect, it } from 'vitest';
import { addressOf, allLayers, placeOf } from '../points/address.ts';
import { specOf } from '../points/game.ts';
import { lessonNames, lessons } from './lessons.ts';

const tries = lessonNames.flatMap((lesson) => lessons[lesson].tries.map((one) => ({ lesson, ...one })));

it.each(tries)('$lesson, $label: a state that controls can show, and a link can hold', ({ lesson, settings }) => {
  const place = { settings, layers: allLayers, lesson };
  expect(placeOf(addressOf(place))).toEqual(place);
  expect(specOf(settings).type).toBe('gan');
});

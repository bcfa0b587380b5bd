import { expect, test } from 'vitest';
import { pairsSchema } from './pairs.ts';
import { pairsText, parsePairs, shortForms } from './short.ts';

test('every way is read as it is written', () => {
  expect(shortForms).toEqual(['grey', 'down:4', 'mask:0.25', 'noise:0.1', 'blur:2', 'edges', 'side-by-side']);
  for (const short of shortForms) {
    expect(pairsText(parsePairs(short))).toBe(short);
    expect(pairsSchema.parse(JSON.parse(JSON.stringify(parsePairs(short))))).toEqual(parsePairs(short));
  }
  expect(parsePairs('down:2')).toEqual({ type: 'down', factor: 2 });
  expect(parsePairs('down')).toEqual({ type: 'down', factor: 4 });
  expect(parsePairs(' Mask:.5 ')).toEqual({ type: 'mask', share: 0.5 });
  expect(parsePairs('noise:1e-1')).toEqual({ type: 'noise', deviation: 0.1 });
  expect(parsePairs('sideBySide:RIGHT')).toEqual({ type: 'sideBySide', input: 'right' });
  expect(pairsText(parsePairs('side-by-side:right'))).toBe('side-by-side:right');
  expect(parsePairs('blur:1.5')).toEqual({ type: 'blur', radius: 1.5 });
});

test.each([
  ['gray', 'pairs/unknown', /'gray' is no way of having pairs/, /did you mean grey\? choose one of grey, down:4, /],
  ['dwon:2', 'pairs/unknown', /'dwon'/, /did you mean down:4\?/],
  ['', 'pairs/unknown', /''/, /^choose one of/],
  ['constructor', 'pairs/unknown', /'constructor'/, /^choose one of/],
  ['down:1', 'pairs/number', /1 behind 'down:', which takes a whole number from 2 to 64/, /^--pairs down:4$/],
  ['down:2.5', 'pairs/number', /2\.5 behind/, /down:4/],
  ['down:', 'pairs/number', /nothing behind 'down:'/, /down:4/],
  ['down:2:3', 'pairs/number', /2:3 behind/, /down:4/],
  ['down:0x10', 'pairs/number', /0x10 behind/, /down:4/],
  ['mask:25', 'pairs/number', /the share of the area that is covered, above 0 and below 1/, /mask:0\.25/],
  ['mask:25%', 'pairs/number', /25% behind/, /mask:0\.25/],
  ['noise:-1', 'pairs/number', /the deviation in halves of the range, above 0 and at most 2/, /noise:0\.1/],
  ['blur:1e9', 'pairs/number', /in pixels, from 0\.2 to 64/, /blur:2/],
  ['side-by-sid', 'pairs/unknown', /'side-by-sid'/, /did you mean side-by-side\?/],
  ['side-by-side:rigth', 'pairs/half', /'rigth' is neither left nor right/, /^--pairs side-by-side:right$/],
  ['grey:2', 'pairs/number', /'grey' takes no number/, /^--pairs grey$/],
])("'%s' is refused", (text, code, message, fix) => {
  expect(() => parsePairs(text)).toThrow(
    expect.objectContaining({
      kind: 'usage',
      code,
      where: `--pairs ${text}`,
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
    }),
  );
});

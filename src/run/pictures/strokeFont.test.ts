import sharp from 'sharp';
import { expect, test } from 'vitest';
import { renderPage } from './page.ts';
import { strokeText, textWidth } from './strokeFont.ts';

const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));

test('every printable character is drawn, inside its width, and looks like no other', async () => {
  const looks = new Map<string, string>();
  for (const character of printable) {
    const width = textWidth(character, 20);
    const png = await renderPage(40, 50, strokeText(character, 10, 30, { size: 20, color: '#000' }), 1);
    const data = await sharp(png).greyscale().raw().toBuffer();
    const dark = [...data.keys()].filter((i) => data[i]! < 128).map((i) => [i % 40, Math.floor(i / 40)] as const);
    if (character !== ' ') expect(dark.length, character).toBeGreaterThan(3);
    for (const [x, y] of dark) {
      expect(x >= 7 && x <= 10 + width + 3, `${character} at column ${x} of ${width}`).toBe(true);
      expect(y >= 6 && y <= 39, `${character} at row ${y}`).toBe(true);
    }
    const look = dark.join(' ');
    expect(looks.get(look), character).toBeUndefined();
    looks.set(look, character);
  }
});

test('text is as wide as it says, wherever it is anchored', () => {
  expect(textWidth('')).toBe(0);
  expect(textWidth('00', 10)).toBeCloseTo(2 * 6 + 2.2);
  const start = (anchor: 'start' | 'middle' | 'end') =>
    /translate\(([\d.-]+)/.exec(strokeText('00', 100, 9, { anchor, size: 10 }))![1];
  expect([start('start'), start('middle'), start('end')]).toEqual(['100', '92.9', '85.8']);
});

test('other characters are boxes, and markup stays out of the drawing', () => {
  expect(strokeText('ß', 0, 9)).toContain('M0 0H6V10H0Z');
  expect(strokeText('<b>&', 0, 9)).not.toContain('<b>');
});

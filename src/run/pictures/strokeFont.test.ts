import sharp from 'sharp';
import { expect, test } from 'vitest';
import { Canvas } from './canvas.ts';
import { renderPage } from './page.ts';
import { strokeText, textWidth } from './strokeFont.ts';

const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));

test('every printable character is drawn, inside its width, and looks like no other', async () => {
  const looks = new Map<string, string>();
  for (const character of printable) {
    const width = textWidth(character, 20);
    const png = await renderPage(40, 50, (page) => strokeText(page, character, 10, 30, { size: 20, color: '#000' }), 1);
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
  const columns = (anchor: 'start' | 'middle' | 'end') => {
    const inked = inkOf((page) => strokeText(page, '00', 60, 20, { anchor, size: 10, color: '#000' }));
    return [Math.min(...inked.map(([x]) => x)), Math.max(...inked.map(([x]) => x))];
  };
  const [first, last] = columns('start') as [number, number];
  expect(last - first).toBeCloseTo(textWidth('00', 10), -0.5);
  expect(columns('middle')).toEqual([first - 7, last - 7]);
  expect(columns('end')).toEqual([first - 14, last - 14]);
});

test('other characters are boxes', () => {
  const look = (text: string) => inkOf((page) => strokeText(page, text, 10, 20, { size: 10 }));
  expect(look('ß')).toEqual(look('写'));
  expect(look('ß').length).toBeGreaterThan(40);
});

/** The pixels of a page that anything is drawn on. */
function inkOf(draw: (page: Canvas) => void): [x: number, y: number][] {
  const page = new Canvas(120, 40);
  draw(page);
  const pixels = page.pixels();
  return Array.from({ length: 120 * 40 }, (_, i) => i)
    .filter((i) => pixels[3 * i]! < 200)
    .map((i) => [i % 120, Math.floor(i / 120)]);
}

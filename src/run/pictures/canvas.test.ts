import sharp from 'sharp';
import { expect, test } from 'vitest';
import { Canvas, type Point } from './canvas.ts';
import { renderPage } from './page.ts';
import { pathLines } from './pathLines.ts';

const [width, height] = [90, 60];
const wave: Point[] = Array.from({ length: 30 }, (_, i) => [5 + 2.7 * i, 30 + 22 * Math.sin(i / 3)]);
const path = (points: readonly Point[]) => `M${points.map((point) => point.join(' ')).join('L')}`;
const pen = 'fill="none" stroke-linecap="round" stroke-linejoin="round"';
const curve = 'M10 40C14 10 20 10 22 28S30 45 34 20H24V36L16 33Z';

/** Ours beside librsvg's, which draws the same from SVG. */
const cases: [name: string, draw: (page: Canvas) => void, svg: string][] = [
  [
    'a line that crosses itself and is seen through',
    (page) => page.lines([[...wave, [5, 30], [85, 31]]], { color: '#0072b2', width: 3, opacity: 0.5 }),
    `<path d="${path([...wave, [5, 30], [85, 31]])}" stroke="#0072b2" stroke-width="3" stroke-opacity="0.5" ${pen}/>`,
  ],
  [
    'thin lines',
    (page) => page.lines([wave], { color: '#333', width: 0.9 }),
    `<path d="${path(wave)}" stroke="#333" stroke-width="0.9" ${pen}/>`,
  ],
  [
    'only what lies inside a part of the page',
    (page) => page.lines([wave], { color: '#d55e00', width: 4, clip: { left: 20, top: 20, right: 70, bottom: 60 } }),
    `<clipPath id="c"><rect x="20" y="20" width="50" height="40"/></clipPath><path clip-path="url(#c)" d="${path(wave)}" stroke="#d55e00" stroke-width="4" ${pen}/>`,
  ],
  [
    'discs',
    (page) => page.dots([...wave.slice(0, 5), [60, 20]], 4, { color: '#009e73', opacity: 0.4 }),
    `<path d="${[...wave.slice(0, 5), [60, 20]].map(([x, y]) => `M${x! - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0`).join('')}" fill="#009e73" fill-opacity="0.4"/>`,
  ],
  [
    'curves',
    (page) => page.lines(pathLines(curve), { color: '#000', width: 2 }),
    `<path d="${curve}" stroke="#000" stroke-width="2" ${pen}/>`,
  ],
  [
    'a filled part, and lines on it',
    (page) => {
      page.fill({ left: 10, top: 5, right: 50, bottom: 40 }, { color: '#e6e6e6' });
      page.lines([wave, [[3, 3]]], { color: '#0072b2', width: 2 });
    },
    `<rect x="10" y="5" width="40" height="35" fill="#e6e6e6"/><path d="${path(wave)}M3 3h0" stroke="#0072b2" stroke-width="2" ${pen}/>`,
  ],
];

test.each(cases)('draws %s as others do', async (_, draw, svg) => {
  const size = `width="${width * 2}" height="${height * 2}" viewBox="0 0 ${width} ${height}"`;
  const document = `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect width="100%" height="100%" fill="#fff"/>${svg}</svg>`;
  const theirs = await sharp(Buffer.from(document)).removeAlpha().raw().toBuffer();
  const ours = await sharp(await renderPage(width, height, draw))
    .raw()
    .toBuffer();
  expect(ours.length).toBe(theirs.length);
  const differences = [...theirs.keys()].map((i) => Math.abs(ours[i]! - theirs[i]!));
  const drawn = [...theirs].filter((value) => value < 250).length;
  // edges are smoothed in ways of their own: on average by less than this, and nowhere is anything missing
  expect(differences.reduce((a, b) => a + b, 0) / drawn).toBeLessThan(8);
  expect(Math.max(...differences)).toBeLessThan(110);
});

test('a page has nothing of the one before it, whatever its size', () => {
  const pixels = (w: number, h: number, draw: (page: Canvas) => void) => {
    const page = new Canvas(w, h);
    draw(page);
    const drawn = page.pixels();
    page.release();
    return drawn;
  };
  const dot = (page: Canvas) => page.dots([[3, 3]], 2, { color: '#000' });
  const first = pixels(20, 10, dot);
  pixels(90, 60, cases[0]![1]);
  expect(pixels(20, 10, dot)).toEqual(first);
  expect(new Set(pixels(50, 40, () => {}))).toEqual(new Set([255]));
});

test('points far off, and many, cost no more than the page', () => {
  const page = new Canvas(400, 300, 2);
  const far: Point[] = Array.from({ length: 300 }, (_, i) => [i, i % 2 ? 1e300 : -1e300]);
  page.lines([far, [[Number.POSITIVE_INFINITY, 3]]], { color: '#000' });
  expect(page.pixels().some((value) => value < 128)).toBe(true);
});

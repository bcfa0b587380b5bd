import { Canvas, type Point } from './canvas.ts';
import { pngOfRows } from './png.ts';

export const colors = {
  // Okabe and Ito's palette, which colour-blind people can tell apart.
  blue: '#0072b2',
  vermilion: '#d55e00',
  green: '#009e73',
  ink: '#333',
  label: '#666',
  axis: '#999',
  grid: '#e6e6e6',
} as const;

/** What is drawn on a white page, as a PNG; `scale` pixels to a unit, 2 by default, for sharp lines on dense screens. */
export async function renderPage(
  width: number,
  height: number,
  draw: (page: Canvas) => void,
  scale = 2,
): Promise<Uint8Array> {
  const page = new Canvas(width, height, scale);
  draw(page);
  const png = await pngOfRows(page.rows(), page.width, page.height);
  page.release();
  return png;
}

export const line = (page: Canvas, from: Point, to: Point, color: string, width = 1): void =>
  page.lines([[from, to]], { color, width });

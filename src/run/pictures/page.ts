import { loadSharp } from '../../data/pictures/sharp.ts';

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

/** An SVG drawing on a white page; `scale` device pixels per unit, 2 by default, for sharp lines on dense screens. */
export async function renderPage(width: number, height: number, body: string, scale = 2): Promise<Uint8Array> {
  const size = `width="${width * scale}" height="${height * scale}" viewBox="0 0 ${width} ${height}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect width="100%" height="100%" fill="#fff"/>${body}</svg>`;
  const sharp = await loadSharp();
  return sharp(Buffer.from(svg)).flatten({ background: '#fff' }).png({ compressionLevel: 9 }).toBuffer();
}

export function line(x1: number, y1: number, x2: number, y2: number, color: string, width = 1): string {
  const ends = `x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}"`;
  return `<line ${ends} stroke="${color}" stroke-width="${width}"/>`;
}

/** A tenth of a unit is finer than the eye; far-off points stay inside what renderers can draw. */
export function px(value: number): number {
  return Math.round(Math.max(-1e4, Math.min(1e4, value)) * 10) / 10;
}

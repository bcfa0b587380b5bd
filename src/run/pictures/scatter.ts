import { DuelError } from '../../errors.ts';
import { type Extent, linearScale, roundTicks, tickLabel } from './axis.ts';
import type { Box, Canvas, Point } from './canvas.ts';
import { colors, line, renderPage } from './page.ts';
import { strokeText } from './strokeFont.ts';

export interface ScatterOptions {
  /** Generated points, `[n, 2]` row-major. */
  samples: Float32Array;
  /** Points of the data, `[n, 2]` row-major; drawn beneath. */
  reals: Float32Array;
  /** What both axes show. Default: all the reals and a margin, so that pictures of one run can be compared. */
  extent?: Extent;
  /** Edge of the page; the picture has twice as many pixels. Default 480. */
  size?: number;
}

/** No more points are drawn of each kind: more would hide each other. */
const maxPoints = 5000;

/**
 * Generated points over real ones, as a PNG. Points beyond the extent are counted, not drawn; points that are not finite
 * are passed over. Equal input gives equal bytes.
 */
export function scatter({ samples, reals, extent = extentOf(reals), size = 480 }: ScatterOptions): Promise<Uint8Array> {
  if (samples.length % 2 !== 0 || reals.length % 2 !== 0) {
    throw new DuelError('internal', 'picture/points', 'points of a scatter plot have two coordinates');
  }
  const box = { left: 36, top: 34, right: size - 14, bottom: size - 26 };
  const x = linearScale(extent, [box.left, box.right]);
  const y = linearScale(extent, [box.bottom, box.top]);
  const shown = inside(samples, extent);
  const beyond = finiteCount(samples) - shown.length;
  const dots = (points: readonly Point[]) => points.slice(0, maxPoints).map(([a, b]) => [x(a), y(b)] as const);
  return renderPage(size, size, (page) => {
    drawAxes(page, extent, box, x, y);
    page.dots(dots(inside(reals, extent)), 1.3, { color: colors.blue, opacity: 0.4 });
    page.dots(dots(shown), 1.3, { color: colors.vermilion, opacity: 0.55 });
    page.dots([[box.left + 3, 18]], 3.4, { color: colors.blue, opacity: 0.6 });
    strokeText(page, 'real', box.left + 12, 21.5, { color: colors.blue });
    page.dots([[box.left + 53, 18]], 3.4, { color: colors.vermilion });
    strokeText(page, 'generated', box.left + 62, 21.5, { color: colors.vermilion });
    const style = { anchor: 'end', color: colors.label, size: 8 } as const;
    if (beyond > 0) strokeText(page, `${beyond} generated beyond the axes`, box.right, 21.5, style);
  });
}

function drawAxes(page: Canvas, extent: Extent, box: Box, x: Scale, y: Scale): void {
  for (const tick of roundTicks(extent, 6)) {
    const style = { size: 8, color: colors.label };
    line(page, [x(tick), box.top], [x(tick), box.bottom], colors.grid, 0.75);
    line(page, [box.left, y(tick)], [box.right, y(tick)], colors.grid, 0.75);
    strokeText(page, tickLabel(tick), x(tick), box.bottom + 16, { ...style, anchor: 'middle' });
    strokeText(page, tickLabel(tick), box.left - 7, y(tick) + 4, { ...style, anchor: 'end' });
  }
}

/** A square around the middle of the points, an eighth wider than they are. */
function extentOf(points: Float32Array): Extent {
  const finite = [...points].filter(Number.isFinite);
  if (finite.length === 0) return [-1, 1];
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  const margin = (high - low) / 8 || 1;
  return [low - margin, high + margin];
}

function inside(points: Float32Array, [low, high]: Extent): [number, number][] {
  const within = (value: number) => value >= low && value <= high;
  return pairs(points).filter(([a, b]) => within(a) && within(b));
}

function finiteCount(points: Float32Array): number {
  return pairs(points).filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b)).length;
}

function pairs(points: Float32Array): [number, number][] {
  return Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i]!, points[2 * i + 1]!]);
}

type Scale = (value: number) => number;

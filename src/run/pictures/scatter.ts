import { DuelError } from '../../errors.ts';
import { type Extent, linearScale, roundTicks, tickLabel } from './axis.ts';
import { colors, line, px, renderPage } from './page.ts';
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
  const dots = (points: Float32Array, radius: number) => pointPath(inside(points, extent), x, y, radius);
  const beyond = finiteCount(samples) - inside(samples, extent).length;
  const body = [
    axes(extent, box, x, y),
    `<path d="${dots(reals, 1.3)}" fill="${colors.blue}" fill-opacity="0.4"/>`,
    `<path d="${dots(samples, 1.3)}" fill="${colors.vermilion}" fill-opacity="0.55"/>`,
    `<circle cx="${box.left + 3}" cy="18" r="3.4" fill="${colors.blue}" fill-opacity="0.6"/>`,
    strokeText('real', box.left + 12, 21.5, { color: colors.blue }),
    `<circle cx="${box.left + 53}" cy="18" r="3.4" fill="${colors.vermilion}"/>`,
    strokeText('generated', box.left + 62, 21.5, { color: colors.vermilion }),
    beyond > 0
      ? strokeText(`${beyond} generated beyond the axes`, box.right, 21.5, {
          anchor: 'end',
          color: colors.label,
          size: 8,
        })
      : '',
  ];
  return renderPage(size, size, body.join(''));
}

function axes(extent: Extent, box: Box, x: Scale, y: Scale): string {
  return roundTicks(extent, 6)
    .map((tick) => {
      const label = tickLabel(tick);
      const style = { size: 8, color: colors.label };
      return [
        line(x(tick), box.top, x(tick), box.bottom, colors.grid, 0.75),
        line(box.left, y(tick), box.right, y(tick), colors.grid, 0.75),
        strokeText(label, x(tick), box.bottom + 16, { ...style, anchor: 'middle' }),
        strokeText(label, box.left - 7, y(tick) + 4, { ...style, anchor: 'end' }),
      ].join('');
    })
    .join('');
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

/** All discs in one path, so that where they lie on each other the colour does not add up to a blot. */
function pointPath(points: [number, number][], x: Scale, y: Scale, r: number): string {
  const disc = ([a, b]: [number, number]) =>
    `M${px(x(a) - r)} ${px(y(b))}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  return points.slice(0, maxPoints).map(disc).join('');
}

type Scale = (value: number) => number;
interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

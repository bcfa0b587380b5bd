// The drawing of the lessons' pictures, in a page: planes as the playground draws them, curves, and tables of lines.
import type { Layers } from '../../site/points/address.ts';
import type { Frame } from '../../site/points/data.ts';
import type { View } from '../../site/points/messages.ts';
import { drawPlane, type Palette } from '../../site/points/plot.ts';

interface Place {
  /** Its left upper corner and its size, in CSS pixels; the label stands above. */
  readonly at: readonly [number, number];
  readonly size: readonly [number, number];
  readonly label?: string;
}
interface Plane extends Place {
  readonly kind: 'plane';
  readonly view: View;
  readonly frame: Frame;
  readonly layers: Layers;
}
interface Curves extends Place {
  readonly kind: 'curves';
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly curves: readonly {
    readonly name: string;
    readonly points: readonly (readonly [number, number])[];
    readonly colour: string;
    readonly dash?: readonly number[];
    /** Where along x its name stands, and how far above the curve. */
    readonly nameAt: readonly [number, number];
  }[];
}
type Panel = Plane | Curves;

const palette: Palette = {
  page: '#80808000',
  ink: '#7f8993',
  quiet: '#7f8993',
  mesh: '#7f8993',
  real: '#1f8ccc',
  fake: '#dd6a1f',
};
const font = '12.5px "DejaVu Sans", system-ui, sans-serif';

/** The picture as a data URL. */
export function draw(panels: readonly Panel[], width: number, height: number, scale: number): string {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  const to = canvas.getContext('2d')!;
  for (const panel of panels) {
    to.setTransform(scale, 0, 0, scale, panel.at[0] * scale, panel.at[1] * scale);
    if (panel.label) write(to, panel.label, 0, -7);
    if (panel.kind === 'plane') plane(to, panel, scale);
    else curves(to, panel);
  }
  return canvas.toDataURL();
}

function write(to: CanvasRenderingContext2D, text: string, x: number, y: number, align: CanvasTextAlign = 'left') {
  to.font = font;
  to.fillStyle = palette.ink;
  to.textAlign = align;
  to.fillText(text, x, y);
}

/** A plane on a canvas of its own, since its drawing begins with an empty one. */
function plane(to: CanvasRenderingContext2D, { view, frame, layers, size: [side] }: Plane, scale: number) {
  const own = document.createElement('canvas');
  own.width = own.height = Math.round(side * scale);
  const inner = own.getContext('2d')!;
  inner.setTransform(scale, 0, 0, scale, 0, 0);
  const typed = Object.fromEntries(
    Object.entries(view).map(([name, value]) => [name, Array.isArray(value) ? Float32Array.from(value) : value]),
  ) as unknown as View;
  drawPlane(inner, side, frame, typed, layers, palette);
  to.save();
  to.beginPath();
  to.roundRect(0, 0, side, side, 6);
  to.clip();
  to.drawImage(own, 0, 0, side, side);
  to.restore();
  to.strokeStyle = '#80808066';
  to.lineWidth = 1;
  to.beginPath();
  to.roundRect(0.5, 0.5, side - 1, side - 1, 6);
  to.stroke();
}

function curves(to: CanvasRenderingContext2D, { x, y, xLabel, yLabel, curves, size: [width, height] }: Curves) {
  const at = ([px, py]: readonly [number, number]) =>
    [((px - x[0]) / (x[1] - x[0])) * width, height * (1 - (py - y[0]) / (y[1] - y[0]))] as const;
  to.strokeStyle = '#80808088';
  to.lineWidth = 1;
  to.beginPath();
  const [ox, oy] = at([Math.max(0, x[0]), Math.max(0, y[0])]);
  to.moveTo(0, oy);
  to.lineTo(width, oy);
  to.moveTo(ox, 0);
  to.lineTo(ox, height);
  to.stroke();
  write(to, xLabel, width, height + 16, 'right');
  write(to, yLabel, ox + 6, 10);
  to.save();
  for (const { name, points, colour, dash = [], nameAt } of curves) {
    to.save();
    to.beginPath();
    to.rect(0, 0, width, height);
    to.clip();
    to.strokeStyle = colour;
    to.lineWidth = 2;
    to.setLineDash([...dash]);
    to.beginPath();
    for (const point of points) to.lineTo(...at(point));
    to.stroke();
    to.restore();
    const near = points.reduce((best, one) =>
      Math.abs(one[0] - nameAt[0]) < Math.abs(best[0] - nameAt[0]) ? one : best,
    );
    const [nx, ny] = at(near);
    to.font = font;
    to.fillStyle = colour;
    to.textAlign = 'left';
    to.fillText(name, nx + 4, ny - nameAt[1]);
  }
  to.restore();
}

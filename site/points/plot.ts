import type { Layers } from './address.ts';
import type { Frame } from './data.ts';
import type { View } from './messages.ts';
import { meshSide, surfaceSide } from './views.ts';

/** Colours of a picture, as CSS has them; those of sides as red, green, blue too. */
export interface Palette {
  readonly page: string;
  readonly ink: string;
  readonly quiet: string;
  readonly mesh: string;
  readonly real: string;
  readonly fake: string;
}

/** The colours that an element has at the moment. */
export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    page: of('--page'),
    ink: of('--ink'),
    quiet: of('--quiet'),
    mesh: of('--mesh'),
    real: of('--pen0'),
    fake: of('--pen1'),
  };
}

/** Points that are pointed out, numbered from 1; with arrows that say which way each is to go. */
export interface Mark {
  readonly kind: 'real' | 'fake';
  readonly points: readonly number[];
  readonly arrows?: readonly number[];
}

type Drawing = CanvasRenderingContext2D;
/** Where a point of the plane lies on the canvas. */
type Place = (x: number, y: number) => readonly [number, number];

export const placing =
  ({ centre: [cx, cy], radius }: Frame, size: number): Place =>
  (x, y) => [((x - cx) / radius + 1) * (size / 2), (1 - (y - cy) / radius) * (size / 2)];

/** The point of the plane that lies there. */
export const pointAt = ({ centre: [cx, cy], radius }: Frame, size: number, px: number, py: number) =>
  [cx + radius * (px / (size / 2) - 1), cy - radius * (py / (size / 2) - 1)] as const;

/** Draws what is seen of a state on a square of `size` pixels of the page. */
export function drawPlane(
  to: Drawing,
  size: number,
  frame: Frame,
  view: View,
  layers: Layers,
  palette: Palette,
  marks: readonly Mark[] = [],
): void {
  const at = placing(frame, size);
  const unit = Math.max(0.75, size / 600);
  to.clearRect(0, 0, size, size);
  if (layers.surface) drawSurface(to, size, view, palette);
  if (layers.manifold) drawManifold(to, at, view.mesh, palette, unit);
  // where one class is looked at, points of the others stand back
  const { told } = view;
  const realClass = told && ((k: number) => told.real[k] === told.seen);
  const sampleClass = told && ((k: number) => k % told.classes === told.seen);
  if (layers.real) dots(to, at, view.real, palette.real, 2.1 * unit, 0.75, realClass);
  if (layers.pushes) drawPushes(to, at, view, palette, unit, size);
  if (layers.generated) dots(to, at, view.samples, palette.fake, 2.4 * unit, 0.9, sampleClass);
  for (const mark of marks) drawMark(to, at, mark, palette, unit, size);
}

/** Points with a ring and a number, and an arrow where they have one; the longest arrow is an eighth of the picture. */
function drawMark(to: Drawing, at: Place, mark: Mark, palette: Palette, unit: number, size: number): void {
  const { points, arrows = [] } = mark;
  const longestArrow = Math.max(
    1e-12,
    ...Array.from({ length: arrows.length / 2 }, (_, k) => Math.hypot(arrows[2 * k]!, arrows[2 * k + 1]!)),
  );
  to.save();
  to.font = `600 ${Math.max(11, 13 * unit)}px system-ui, sans-serif`;
  to.lineWidth = 2 * unit;
  to.lineJoin = 'round';
  for (let k = 0; 2 * k < points.length; k++) {
    const [x, y] = at(points[2 * k]!, points[2 * k + 1]!);
    to.strokeStyle = to.fillStyle = palette.ink;
    if (arrows.length > 0) {
      const scale = size / 8 / longestArrow;
      const [ex, ey] = [x + arrows[2 * k]! * scale, y - arrows[2 * k + 1]! * scale];
      arrow(to, [x, y], [ex, ey], 7 * unit);
    }
    to.beginPath();
    to.arc(x, y, 5.5 * unit, 0, 2 * Math.PI);
    to.fillStyle = palette[mark.kind];
    to.fill();
    to.stroke();
    const [tx, ty] = [x + 9 * unit, y - 7 * unit];
    to.strokeStyle = palette.page;
    to.lineWidth = 4 * unit;
    to.strokeText(String(k + 1), tx, ty);
    to.lineWidth = 2 * unit;
    to.fillStyle = palette.ink;
    to.fillText(String(k + 1), tx, ty);
  }
  to.restore();
}

function arrow(
  to: Drawing,
  [x, y]: readonly [number, number],
  [ex, ey]: readonly [number, number],
  head: number,
): void {
  const length = Math.hypot(ex - x, ey - y);
  if (length === 0) return;
  const [dx, dy] = [(ex - x) / length, (ey - y) / length];
  const size = Math.min(head, length / 2);
  to.beginPath();
  to.moveTo(x, y);
  to.lineTo(ex, ey);
  to.moveTo(ex - size * (dx - 0.55 * dy), ey - size * (dy + 0.55 * dx));
  to.lineTo(ex, ey);
  to.lineTo(ex - size * (dx + 0.55 * dy), ey - size * (dy - 0.55 * dx));
  to.stroke();
}

const small = () => Object.assign(document.createElement('canvas'), { width: surfaceSide, height: surfaceSide });
let cells: HTMLCanvasElement | undefined;

/** D's surface: towards the colour of real points where it takes points for real, towards the other's where not. */
function drawSurface(to: Drawing, size: number, { surface, middle, spread }: View, palette: Palette): void {
  cells ??= small();
  const inner = cells.getContext('2d')!;
  const image = inner.createImageData(surfaceSide, surfaceSide);
  const [real, fake] = [channels(palette.real), channels(palette.fake)];
  surface.forEach((score, i) => {
    const t = Math.tanh((1.6 * (score - middle)) / spread);
    const [r, g, b] = t > 0 ? real : fake;
    image.data.set([r, g, b, 120 * Math.abs(t)], 4 * i);
  });
  inner.putImageData(image, 0, 0);
  to.imageSmoothingEnabled = true;
  to.imageSmoothingQuality = 'high';
  to.drawImage(cells, 0, 0, size, size);
}

/** Red, green and blue of a colour that is written as #rrggbb. */
const channels = (colour: string): readonly [number, number, number] => [
  Number.parseInt(colour.slice(1, 3), 16),
  Number.parseInt(colour.slice(3, 5), 16),
  Number.parseInt(colour.slice(5, 7), 16),
];

/** The latent grid as G bends it: its lines, of latents of one number the one line. */
function drawManifold(to: Drawing, at: Place, mesh: Float32Array, { ink }: Palette, unit: number): void {
  to.strokeStyle = ink;
  to.globalAlpha = 0.34;
  to.lineWidth = 0.9 * unit;
  to.beginPath();
  const point = (k: number) => at(mesh[2 * k]!, mesh[2 * k + 1]!);
  const through = (indices: readonly number[]) =>
    indices.forEach((k, i) => {
      if (i === 0) to.moveTo(...point(k));
      else to.lineTo(...point(k));
    });
  const count = mesh.length / 2;
  if (count !== meshSide ** 2) through(Array.from({ length: count }, (_, k) => k));
  else
    for (let line = 0; line < meshSide; line++) {
      const along = Array.from({ length: meshSide }, (_, k) => k);
      through(along.map((k) => line * meshSide + k));
      through(along.map((k) => k * meshSide + line));
    }
  to.stroke();
  to.globalAlpha = 1;
}

/** Points; those that do not belong are faint, and behind the others. */
function dots(
  to: Drawing,
  at: Place,
  points: Float32Array,
  colour: string,
  radius: number,
  alpha: number,
  belongs?: (k: number) => boolean,
): void {
  to.fillStyle = colour;
  if (belongs) circles(to, at, points, radius, alpha / 4, (k) => !belongs(k));
  circles(to, at, points, radius, alpha, belongs ?? (() => true));
}

function circles(
  to: Drawing,
  at: Place,
  points: Float32Array,
  radius: number,
  alpha: number,
  isDrawn: (k: number) => boolean,
): void {
  to.globalAlpha = alpha;
  to.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    if (!isDrawn(i / 2)) continue;
    const [x, y] = at(points[i]!, points[i + 1]!);
    to.moveTo(x + radius, y);
    to.arc(x, y, radius, 0, 2 * Math.PI);
  }
  to.fill();
  to.globalAlpha = 1;
}

/** Every how many-th sample has an arrow, and how long the longest is, as a share of the picture. */
const arrowEvery = 3;
const longest = 0.075;

function drawPushes(
  to: Drawing,
  at: Place,
  { samples, pushes, told }: View,
  { ink }: Palette,
  unit: number,
  size: number,
): void {
  const lengths = Array.from({ length: pushes.length / 2 }, (_, k) => Math.hypot(pushes[2 * k]!, pushes[2 * k + 1]!));
  const sorted = [...lengths].sort((a, b) => a - b);
  const scale = (longest * size) / Math.max(1e-12, sorted[Math.floor(0.95 * (sorted.length - 1))]!);
  to.strokeStyle = ink;
  to.globalAlpha = 0.62;
  to.lineWidth = 1.1 * unit;
  to.beginPath();
  for (let k = 0; k < lengths.length; k++) {
    if (told ? k % told.classes !== told.seen : k % arrowEvery !== 0) continue;
    const length = Math.min(1, (lengths[k]! * scale) / (longest * size)) * longest * size;
    if (length < 2 * unit) continue;
    const [x, y] = at(samples[2 * k]!, samples[2 * k + 1]!);
    const [dx, dy] = [pushes[2 * k]! / lengths[k]!, -pushes[2 * k + 1]! / lengths[k]!];
    const [ex, ey] = [x + dx * length, y + dy * length];
    const head = Math.min(4.5 * unit, length / 2);
    to.moveTo(x, y);
    to.lineTo(ex, ey);
    to.moveTo(ex - head * (dx - 0.55 * dy), ey - head * (dy + 0.55 * dx));
    to.lineTo(ex, ey);
    to.lineTo(ex - head * (dx + 0.55 * dy), ey - head * (dy - 0.55 * dx));
  }
  to.stroke();
  to.globalAlpha = 1;
}

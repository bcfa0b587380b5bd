/** A place on a page, in its units. */
export type Point = readonly [x: number, y: number];

/** A part of a page, in its units. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Ink {
  /** `#rgb` or `#rrggbb`. */
  readonly color: string;
  /** 0 … 1. Default 1. */
  readonly opacity?: number;
  /** Nothing is drawn outside it. Default: the page. */
  readonly clip?: Box;
}

export interface Pen extends Ink {
  /** In units of the page. Default 1. */
  readonly width?: number;
}

/** Buffers of a page that was drawn before: of a training that draws for weeks the memory stays as it is. */
let spare: { rows: Uint8ClampedArray; mask: Uint8Array } | undefined;

/**
 * A white page to draw on with smooth edges; `scale` pixels to a unit. Equal drawings are equal pixels on every machine.
 *
 * A shape covers a pixel by how far the pixel's middle lies inside its edge. Of shapes that are drawn by one call, where
 * they lie on each other, the one that covers most counts, so that opacity does not add up.
 */
export class Canvas {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  readonly #scale: number;
  /** Rows of RGB, each after a byte that is 0, as PNG has them. */
  readonly #rows: Uint8ClampedArray;
  /** How far what is being drawn covers each pixel, 0 … 255; 0 everywhere between two calls. */
  readonly #mask: Uint8Array;
  /** The part of the page, in pixels, in which anything is covered. */
  #covered: Box | undefined;

  constructor(width: number, height: number, scale = 1) {
    [this.width, this.height, this.#scale] = [width * scale, height * scale, scale];
    const size = this.height * (1 + 3 * this.width);
    const pixels = this.width * this.height;
    const { rows, mask } = spare ?? {};
    spare = undefined;
    this.#rows = rows && rows.length >= size ? rows : new Uint8ClampedArray(size);
    this.#mask = mask && mask.length >= pixels ? mask : new Uint8Array(pixels);
    this.#rows.fill(255, 0, size);
    for (let y = 0; y < this.height; y++) this.#rows[y * (1 + 3 * this.width)] = 0;
  }

  /** Lines along points, with round ends and corners; one point alone is a dot. */
  lines(lines: readonly (readonly Point[])[], { width = 1, ...ink }: Pen): void {
    const cover = this.#coverer(width / 2, ink.clip);
    for (const line of lines)
      for (let i = Math.min(1, line.length - 1); i < line.length; i++) cover(line[Math.max(0, i - 1)]!, line[i]!);
    this.#blend(ink);
  }

  /** Discs around points. */
  dots(points: readonly Point[], radius: number, ink: Ink): void {
    const cover = this.#coverer(radius, ink.clip);
    for (const point of points) cover(point, point);
    this.#blend(ink);
  }

  /** A filled part of the page. */
  fill(box: Box, ink: Ink): void {
    const { left, top, right, bottom } = this.#inPixels(box);
    for (let y = top; y < bottom; y++) this.#mask.fill(255, y * this.width + left, y * this.width + right);
    this.#grow({ left, top, right, bottom });
    this.#blend(ink);
  }

  /** What was drawn, as rows of RGB each after a 0; good until `release`. */
  rows(): Uint8Array {
    return new Uint8Array(this.#rows.buffer, 0, this.height * (1 + 3 * this.width));
  }

  /** What was drawn, `[height, width, 3]`. */
  pixels(): Uint8Array {
    const [rows, stride] = [this.rows(), 3 * this.width];
    const packed = new Uint8Array(this.height * stride);
    for (let y = 0; y < this.height; y++)
      packed.set(rows.subarray(y * (1 + stride) + 1, (y + 1) * (1 + stride)), y * stride);
    return packed;
  }

  /** Lets the next page have the memory of this one. */
  release(): void {
    spare = { rows: this.#rows, mask: this.#mask };
  }

  /** A part of the page in whole pixels, of those that there are. */
  #inPixels({ left, top, right, bottom }: Box = { left: 0, top: 0, right: this.width, bottom: this.height }): Box {
    const pixel = (value: number, most: number) => Math.max(0, Math.min(most, Math.round(value * this.#scale)));
    const [w, h] = [this.width, this.height];
    return { left: pixel(left, w), top: pixel(top, h), right: pixel(right, w), bottom: pixel(bottom, h) };
  }

  /** What covers all that lies within `radius` of a line from one point to another. */
  #coverer(radius: number, part: Box | undefined): (from: Point, to: Point) => void {
    const clip = this.#inPixels(part);
    const reach = radius * this.#scale;
    /** A line that is thinner than a pixel covers none. */
    const most = Math.min(1, 2 * reach) * 255;
    return (from, to) => {
      const [ax, ay, bx, by] = [...from, ...to].map((value) => near(value) * this.#scale) as Four;
      const box = {
        left: Math.max(clip.left, Math.floor(Math.min(ax, bx) - reach - 1)),
        right: Math.min(clip.right, Math.ceil(Math.max(ax, bx) + reach + 1)),
        top: Math.max(clip.top, Math.floor(Math.min(ay, by) - reach - 1)),
        bottom: Math.min(clip.bottom, Math.ceil(Math.max(ay, by) + reach + 1)),
      };
      this.#grow(box);
      const [dx, dy] = [bx - ax, by - ay];
      const square = dx * dx + dy * dy;
      for (let y = box.top; y < box.bottom; y++)
        for (let x = box.left; x < box.right; x++) {
          const [px, py] = [x + 0.5 - ax, y + 0.5 - ay];
          const along = square === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / square));
          const [ox, oy] = [px - along * dx, py - along * dy];
          // not hypot, which not all machines round alike
          const covered = Math.min(most, (reach + 0.5 - Math.sqrt(ox * ox + oy * oy)) * 255);
          const at = y * this.width + x;
          if (covered > this.#mask[at]!) this.#mask[at] = covered;
        }
    };
  }

  /** Takes a part of the page into what has been covered. */
  #grow({ left, top, right, bottom }: Box): void {
    if (right <= left || bottom <= top) return;
    const old = this.#covered;
    this.#covered = old
      ? {
          left: Math.min(old.left, left),
          top: Math.min(old.top, top),
          right: Math.max(old.right, right),
          bottom: Math.max(old.bottom, bottom),
        }
      : { left, top, right, bottom };
  }

  /** Lays ink on what has been covered, of which then nothing is. */
  #blend({ color, opacity = 1 }: Ink): void {
    if (!this.#covered) return;
    const { left, top, right, bottom } = this.#covered;
    this.#covered = undefined;
    const [red, green, blue] = rgb(color);
    const [rows, mask] = [this.#rows, this.#mask];
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) {
        const covered = mask[y * this.width + x]!;
        if (covered === 0) continue;
        mask[y * this.width + x] = 0;
        const share = (covered * opacity) / 255;
        const at = y * (1 + 3 * this.width) + 1 + 3 * x;
        rows[at] = rows[at]! + (red - rows[at]!) * share;
        rows[at + 1] = rows[at + 1]! + (green - rows[at + 1]!) * share;
        rows[at + 2] = rows[at + 2]! + (blue - rows[at + 2]!) * share;
      }
  }
}

type Four = [number, number, number, number];

/** Points far off the page stay where numbers are still exact. */
const near = (value: number) => Math.max(-1e4, Math.min(1e4, value));

function rgb(color: string): [red: number, green: number, blue: number] {
  const digits = color.length === 4 ? [...color.slice(1)].map((c) => c + c).join('') : color.slice(1);
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

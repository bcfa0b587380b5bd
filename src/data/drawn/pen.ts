/** How a drawing is put on the page; lengths in pixels of a page whose shorter side has 28. */
export interface Writing {
  /** Half the width of a stroke. */
  radius: number;
  /** How much the width swings along a stroke, as a part of it. */
  pressure: number;
  pressurePhase: number;
  /** Longer side of the box that the drawing fills. */
  extent: number;
  shiftX: number;
  shiftY: number;
}

/** Pieces that the curve between two points is cut into. */
const pieces = 4;
const capacity = 512;

/**
 * Turns strokes into grey pixels: smooth curves through the given points, fitted into a box and put with their centre
 * of mass in the middle of the page, as MNIST does, then drawn as round-capped segments with soft edges.
 */
export class Pen {
  readonly #height: number;
  readonly #width: number;
  readonly #throughX = new Float64Array(capacity);
  readonly #throughY = new Float64Array(capacity);
  readonly #x = new Float64Array(capacity);
  readonly #y = new Float64Array(capacity);
  /** 1 where a stroke begins: no ink between the point before and this one. */
  readonly #begins = new Uint8Array(capacity);
  #points = 0;
  #count = 0;

  constructor(height: number, width: number) {
    this.#height = height;
    this.#width = width;
  }

  /** Starts a new drawing. */
  lift(): void {
    this.#points = 0;
    this.#count = 0;
  }

  /** The next point of the stroke. */
  through(x: number, y: number): void {
    this.#throughX[this.#points] = x;
    this.#throughY[this.#points] = y;
    this.#points++;
  }

  /** Ends the stroke: lays a Catmull-Rom curve through its points. */
  endStroke(): void {
    const length = this.#points;
    const xs = this.#throughX;
    const ys = this.#throughY;
    this.#add(xs[0]!, ys[0]!, true);
    for (let k = 0; k < length - 1; k++) {
      if (xs[k] === xs[k + 1] && ys[k] === ys[k + 1]) continue;
      const before = Math.max(k - 1, 0);
      const after = Math.min(k + 2, length - 1);
      for (let piece = 1; piece <= pieces; piece++) {
        const t = piece / pieces;
        this.#add(
          catmullRom(xs[before]!, xs[k]!, xs[k + 1]!, xs[after]!, t),
          catmullRom(ys[before]!, ys[k]!, ys[k + 1]!, ys[after]!, t),
          false,
        );
      }
    }
    this.#points = 0;
  }

  /** Draws what was laid down on `page` (one byte a pixel, white on black). */
  write(page: Uint8Array, writing: Writing): void {
    page.fill(0);
    const unit = Math.min(this.#height, this.#width) / 28;
    const radius = writing.radius * unit;
    this.#place(writing, unit, radius);
    const { pressure, pressurePhase } = writing;
    let from = radius;
    for (let k = 0; k < this.#count; k++) {
      const swing = 1 + pressure * Math.sin(pressurePhase + 0.35 * k);
      const to = radius * swing;
      if (!this.#begins[k])
        this.#segment(page, this.#x[k - 1]!, this.#y[k - 1]!, this.#x[k]!, this.#y[k]!, from, to, unit);
      from = to;
    }
  }

  #add(x: number, y: number, begins: boolean): void {
    this.#x[this.#count] = x;
    this.#y[this.#count] = y;
    this.#begins[this.#count] = begins ? 1 : 0;
    this.#count++;
  }

  /** Scales the drawing to its extent and moves its centre of mass (by length of stroke) to the middle of the page. */
  #place(writing: Writing, unit: number, radius: number): void {
    const xs = this.#x;
    const ys = this.#y;
    let left = Infinity;
    let right = -Infinity;
    let top = Infinity;
    let bottom = -Infinity;
    let mass = 1e-9;
    let massX = 0;
    let massY = 0;
    for (let k = 0; k < this.#count; k++) {
      const x = xs[k]!;
      const y = ys[k]!;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      if (this.#begins[k]) continue;
      const length = Math.hypot(x - xs[k - 1]!, y - ys[k - 1]!);
      mass += length;
      massX += (length * (x + xs[k - 1]!)) / 2;
      massY += (length * (y + ys[k - 1]!)) / 2;
    }
    const scale = (writing.extent * unit - 2 * radius) / Math.max(right - left, bottom - top, 1e-9);
    const middleX = this.#width / 2;
    const middleY = this.#height / 2;
    // Where the centre of mass would push ink over the border, the border wins.
    const roomX = middleX - radius;
    const roomY = middleY - radius;
    const shiftX = between(
      -roomX - (left - massX / mass) * scale,
      writing.shiftX * unit,
      roomX - (right - massX / mass) * scale,
    );
    const shiftY = between(
      -roomY - (top - massY / mass) * scale,
      writing.shiftY * unit,
      roomY - (bottom - massY / mass) * scale,
    );
    for (let k = 0; k < this.#count; k++) {
      xs[k] = middleX + shiftX + (xs[k]! - massX / mass) * scale;
      ys[k] = middleY + shiftY + (ys[k]! - massY / mass) * scale;
    }
  }

  /** Inks the pixels within `from`..`to` of a segment; where strokes overlap the stronger ink stays. */
  #segment(
    page: Uint8Array,
    ax: number,
    ay: number,
    bx: number,
    by: number,
    from: number,
    to: number,
    unit: number,
  ): void {
    // Ink fades over 1.3 pixels of a page of 28, about as MNIST's does.
    const soft = 0.65 * unit;
    const reach = Math.max(from, to) + soft;
    const x0 = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
    const x1 = Math.min(this.#width - 1, Math.ceil(Math.max(ax, bx) + reach));
    const y0 = Math.max(0, Math.floor(Math.min(ay, by) - reach));
    const y1 = Math.min(this.#height - 1, Math.ceil(Math.max(ay, by) + reach));
    const dx = bx - ax;
    const dy = by - ay;
    const inverse = 1 / (dx * dx + dy * dy + 1e-12);
    for (let y = y0; y <= y1; y++) {
      const py = y + 0.5 - ay;
      for (let x = x0; x <= x1; x++) {
        const px = x + 0.5 - ax;
        const t = between(0, (px * dx + py * dy) * inverse, 1);
        const ex = px - t * dx;
        const ey = py - t * dy;
        const inside = (from + t * (to - from) + soft - Math.sqrt(ex * ex + ey * ey)) / (2 * soft);
        if (inside <= 0) continue;
        const ink = inside >= 1 ? 255 : 255 * inside * inside * (3 - 2 * inside);
        const at = y * this.#width + x;
        if (ink > page[at]!) page[at] = ink;
      }
    }
  }
}

function between(low: number, value: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}

/** The Catmull-Rom curve from b to c, with a and d as the neighbours. */
function catmullRom(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

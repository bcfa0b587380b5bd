import { filterColumns, filterRows, gaussian, type Taps } from '../../pictures/taps.ts';

/** Deviation of the Gaussian in pixels. */
const sigma = 1;
/**
 * The slope that an edge begins with, and that it goes on with. A step from black to white has 4, of which the Gaussian
 * leaves 2.5. Twice scikit-image's: of photographs outlines stay, as a person draws them, and most folds go.
 */
const strong = 0.4;
const weak = 0.2;

/**
 * Canny's edge detector (1986, "A computational approach to edge detection") on planes of one size, values 0 … 1: a
 * Gaussian, Sobel's slopes, of which those stay that are the greatest across their edge, read between pixels; edges
 * begin above one threshold and go on above a lower one, through all eight neighbours. A border of one pixel has none.
 */
export class Canny {
  readonly #height: number;
  readonly #width: number;
  readonly #across: Taps;
  readonly #along: Taps;
  readonly #rows: Float64Array;
  readonly #smooth: Float64Array;
  /** Slopes down and to the right, and their lengths. */
  readonly #dy: Float64Array;
  readonly #dx: Float64Array;
  readonly #slope: Float64Array;
  /** 0: no edge, 1: may belong to one, 2: does. */
  readonly #mark: Uint8Array;

  constructor(height: number, width: number) {
    const size = height * width;
    this.#height = height;
    this.#width = width;
    this.#across = gaussian(width, sigma);
    this.#along = gaussian(height, sigma);
    this.#rows = new Float64Array(size);
    this.#smooth = new Float64Array(size);
    this.#dy = new Float64Array(size);
    this.#dx = new Float64Array(size);
    this.#slope = new Float64Array(size);
    this.#mark = new Uint8Array(size);
  }

  /** For each pixel of `plane`, `[h, w]`, whether it is on an edge; good until the next call. */
  edges(plane: Float64Array): Uint8Array {
    const shape = [this.#height, this.#width, 1] as const;
    filterRows(plane, shape, this.#across, this.#rows);
    filterColumns(this.#rows, shape, this.#along, this.#smooth);
    this.#findSlopes();
    this.#findRidges();
    return this.#follow();
  }

  #findSlopes(): void {
    const [h, w, s] = [this.#height, this.#width, this.#smooth];
    for (let y = 0; y < h; y++) {
      const above = Math.max(0, y - 1) * w;
      const below = Math.min(h - 1, y + 1) * w;
      for (let x = 0, k = y * w; x < w; x++, k++) {
        const left = Math.max(0, x - 1);
        const right = Math.min(w - 1, x + 1);
        const here = y * w;
        const dy =
          s[below + left]! -
          s[above + left]! +
          2 * (s[below + x]! - s[above + x]!) +
          s[below + right]! -
          s[above + right]!;
        const dx =
          s[above + right]! -
          s[above + left]! +
          2 * (s[here + right]! - s[here + left]!) +
          s[below + right]! -
          s[below + left]!;
        this.#dy[k] = dy;
        this.#dx[k] = dx;
        this.#slope[k] = Math.sqrt(dy * dy + dx * dx);
      }
    }
  }

  /** Marks pixels whose slope is no less than those on both sides across the edge, between two neighbours each. */
  #findRidges(): void {
    const [h, w, slope] = [this.#height, this.#width, this.#slope];
    this.#mark.fill(0);
    for (let y = 1; y < h - 1; y++)
      for (let x = 1, k = y * w + 1; x < w - 1; x++, k++) {
        const here = slope[k]!;
        if (here < weak) continue;
        const [dy, dx] = [this.#dy[k]!, this.#dx[k]!];
        const [steepY, steepX] = [Math.abs(dy), Math.abs(dx)];
        const down = dy < 0 !== dx < 0 && dy !== 0 && dx !== 0 ? -w : w;
        const diagonal = down + 1;
        const straight = steepY > steepX ? down : 1;
        const part = Math.min(steepY, steepX) / Math.max(steepY, steepX);
        const between = (sign: 1 | -1) => slope[k + sign * diagonal]! * part + slope[k + sign * straight]! * (1 - part);
        if (between(1) <= here && between(-1) <= here) this.#mark[k] = 1;
      }
  }

  /** Leaves of the marked pixels those that hang together with a strong one. */
  #follow(): Uint8Array {
    const [w, mark] = [this.#width, this.#mark];
    const open: number[] = [];
    const take = (k: number) => {
      mark[k] = 2;
      open.push(k);
    };
    for (let k = 0; k < mark.length; k++) if (mark[k] === 1 && this.#slope[k]! >= strong) take(k);
    for (let k = open.pop(); k !== undefined; k = open.pop())
      for (const step of [-w - 1, -w, -w + 1, -1, 1, w - 1, w, w + 1]) if (mark[k + step] === 1) take(k + step);
    for (let k = 0; k < mark.length; k++) mark[k] = mark[k] === 2 ? 1 : 0;
    return mark;
  }
}

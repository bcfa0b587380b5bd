import { assertReadable, type Dataset, exampleSize, type ReadOptions, writeScaled } from '../dataset.ts';
import { heightAndWidth, type Resolution } from '../resolution.ts';
import { type Glyph, glyphs, type Stroke } from './digit-strokes.ts';
import { Draws } from './draws.ts';
import { Pen } from './pen.ts';

export interface DigitOptions {
  /** Default 0. */
  seed?: number;
  /** Digits in an epoch; the data themselves are endless. Default 60,000, and 10,000 for `test`. */
  count?: number;
  /** `test` draws other digits of the same kind. Default `train`. */
  split?: 'train' | 'test';
  /** In pixels. Default 28; the strokes are drawn at any size, in the middle of a page that is not square. */
  resolution?: Resolution;
  /** 3 repeats the grey value. Default 1. */
  channels?: 1 | 3;
}

/**
 * Handwritten-looking digits, white on black like MNIST, drawn from pen strokes: no file is needed.
 *
 * Shape `[28, 28, 1]`. Example i follows from (seed, split, i) alone: which digit, which way of writing it, slant,
 * width, size, thickness, pressure and the unsteadiness of the hand.
 */
export function digits(options: DigitOptions = {}): Dataset {
  const { seed = 0, split = 'train', resolution = 28, channels = 1 } = options;
  const count = options.count ?? (split === 'train' ? 60_000 : 10_000);
  const name = 'digits';
  const [height, width] = heightAndWidth(resolution);
  const shape = [height, width, channels];
  const size = exampleSize(shape);
  const page = new Uint8Array(height * width);
  const spread = channels === 1 ? page : new Uint8Array(size);
  return {
    name,
    count,
    shape,
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    kind: 'uint8',
    fingerprint: `digits-v1-${split}-seed${seed}-${shape.join('x')}`,
    async read(indices, out, { range, labels }: ReadOptions = {}) {
      assertReadable({ name, shape }, Number.MAX_SAFE_INTEGER, indices, out, labels);
      const draws = new Draws();
      const pen = new Pen(height, width);
      for (let k = 0; k < indices.length; k++) {
        const digit = drawDigit(draws.restart(seed, indices[k]!, split === 'train' ? 3 : 4), pen, page);
        if (channels === 3) for (let p = 0; p < page.length; p++) spread.fill(page[p]!, 3 * p, 3 * p + 3);
        writeScaled(spread, 0, out, k * size, size, range);
        if (labels) labels[k] = digit;
      }
    },
    async close() {},
  };
}

/** Draws one digit on `page` and returns which. */
function drawDigit(draws: Draws, pen: Pen, page: Uint8Array): number {
  const digit = draws.below(10);
  const strokes = chooseWay(draws, glyphs[digit]!);
  const wobble = draws.between(0.1, 0.62);
  const bend = 0.35 * draws.bell();
  const bendPhase = draws.between(0, 6.3);
  const sway = 0.3 * draws.bell();
  const swayPhase = draws.between(0, 6.3);
  const slant = 0.11 + 0.2 * draws.bell();
  const turn = 0.07 * draws.bell();
  const width = Math.max(0.55, 1.1 + 0.2 * draws.bell());
  // Top and bottom are not of one width: the bowls of 3 and 8, the foot of 2.
  const taper = 0.022 * draws.bell();
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);

  pen.lift();
  for (const stroke of strokes) {
    let lastX = Number.NaN;
    let lastY = Number.NaN;
    let x = 0;
    let y = 0;
    for (const [px, py] of stroke) {
      // A corner is one point given twice: it gets one and the same tremble.
      if (px !== lastX || py !== lastY) {
        const tx = px - 5 + wobble * draws.bell();
        const ty = py - 7 + wobble * draws.bell();
        const bx = tx + bend * Math.sin(0.45 * ty + bendPhase);
        const by = ty + sway * Math.sin(0.6 * tx + swayPhase);
        const sx = width * (1 + taper * by) * bx - slant * by;
        x = cos * sx - sin * by;
        y = sin * sx + cos * by;
      }
      pen.through(x, y);
      lastX = px;
      lastY = py;
    }
    pen.endStroke();
  }
  pen.write(page, {
    radius: draws.between(0.72, 1.2) + 0.6 * draws.uniform() ** 2,
    pressure: draws.between(0, 0.22),
    pressurePhase: draws.between(0, 6.3),
    extent: draws.between(18.6, 20.4),
    shiftX: 0.5 * draws.bell(),
    shiftY: 0.5 * draws.bell(),
  });
  return digit;
}

/** One of the ways of writing a digit, by their weights. */
function chooseWay(draws: Draws, ways: readonly Glyph[]): readonly Stroke[] {
  let left = draws.uniform() * ways.reduce((sum, way) => sum + way.weight, 0);
  for (const way of ways) {
    left -= way.weight;
    if (left < 0) return way.strokes;
  }
  return ways[0]!.strokes;
}

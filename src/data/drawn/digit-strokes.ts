/** A pen stroke: points that a smooth curve passes through; a point given twice in a row is a corner. */
export type Stroke = readonly (readonly [x: number, y: number])[];

/** One way of writing a digit, and how often people write it so, against the other ways. */
export interface Glyph {
  readonly weight: number;
  readonly strokes: readonly Stroke[];
}

/**
 * Reads strokes from text: points `x,y` in a box 10 wide and 14 high with y downwards, strokes parted by `/`.
 * A `!` behind a point makes it a corner.
 */
function glyph(weight: number, text: string): Glyph {
  const strokes = text.split('/').map((stroke) =>
    stroke
      .trim()
      .split(/\s+/)
      .flatMap((point): [number, number][] => {
        const [x, y] = point.replace('!', '').split(',').map(Number) as [number, number];
        return point.endsWith('!')
          ? [
              [x, y],
              [x, y],
            ]
          : [[x, y]];
      }),
  );
  return { weight, strokes };
}

/** The ways of writing each digit, by digit. */
export const glyphs: readonly (readonly Glyph[])[] = [
  [
    // Round, begun at the top; the pen overshoots a little. Then a narrow one, one left open, one begun on the right.
    glyph(4, '5.4,0.3 2.3,1.6 0.6,5 0.6,9 2.3,12.6 5,13.8 8,12.3 9.5,8.7 9.3,4.5 7.4,1.2 5,0.2'),
    glyph(3, '6.2,0.4 3.6,1.6 2,5.2 1.6,9.4 2.8,13 5,13.8 7.2,12 8.2,8 7.9,3.6 6.4,0.8 5.2,0.6'),
    glyph(2, '4.4,0.6 1.8,3 0.6,7 1.4,11.4 4,13.7 7.2,12.8 9.3,9 9.2,4.6 7.2,1.2 4.6,1.2 3.4,2'),
    glyph(1, '8.2,2.6 5.6,0.4 2.6,1.4 0.8,5 0.7,9.4 2.6,13 5.4,13.7 8.2,11.6 9.4,7.6 8.8,3.6 6.6,1.2'),
  ],
  [
    // A bare stroke, a curved one, one with a flag, one with flag and foot.
    glyph(6, '5.4,0.2 5.2,4.6 5,9.4 4.8,13.8'),
    glyph(2, '5.8,0.2 5.2,4.4 4.9,9 5.2,13.8'),
    glyph(2, '2.6,3.2 4.2,2 5.6,0.2! 5.4,5 5.2,9.4 5.1,13.8'),
    glyph(0.6, '2.4,3.4 4.2,2.2 5.6,0.2! 5.4,5 5.2,9.4 5.1,13.6 / 2.2,13.7 5,13.5 8,13.7'),
  ],
  [
    // With a flat foot, with a loop at the foot, with a waved foot, and like a z.
    glyph(3, '1.4,3.4 2.6,1.2 5.2,0.2 7.8,1.4 8.4,4 7,7 4.4,10 1.2,13.4! 4.6,13.2 9.2,13.2'),
    glyph(3, '1.2,3 3,0.8 5.8,0.3 8,2 7.8,5 6,8.6 3.4,12 1.6,13.4 0.6,12.4 1.6,11 4,11.8 6.6,13.2 9.4,12.6'),
    glyph(2, '1,2.4 3.4,0.4 6.6,0.4 8.4,2.8 7.6,6 5,9.6 1.6,13! 4,12.2 6.6,13.4 9.6,13'),
    glyph(1, '1.2,1.6 3.6,0.6 6.4,0.4 8,1.6 7.6,4.2 5,8.6 1.4,13.2! 5,12.8 8.8,12.8'),
  ],
  [
    // Two bowls, with a point or a little loop between them, and one with a flat top.
    glyph(4, '1.4,2 3.6,0.4 6.6,0.6 8.2,2.6 7.2,5.2 3.8,6.6! 7,7 9,9 8.6,11.8 6,13.6 3,13.4 0.8,12'),
    glyph(3, '1.6,2.4 3.8,0.4 7,0.8 8,3.2 6.4,5.8 4.2,6.8 4,6.4 5.4,6.4 8,7.6 8.8,10.2 7,13 3.8,13.8 1,12.6'),
    glyph(1, '1.2,0.8 4.4,0.6 8.2,0.6! 6.4,3.2 4.2,5.8! 7.2,6.4 8.8,8.8 8.2,11.8 5.6,13.6 2.8,13.4 0.8,12'),
  ],
  [
    // Open at the top in two strokes, with a stem that leans, closed at the top, and open in one sweep.
    glyph(4, '1.8,0.8 1.4,4 1.2,7.6! 4.6,7.8 8.8,7.4 / 8,0.4 7.6,5 7.2,9.6 7,13.8'),
    glyph(3, '2.8,0.4 1.6,4 0.8,7.4 3,8.2 6,7.6 9,7 / 8.2,1.6 7.2,6 6.4,10 5.8,13.8'),
    glyph(1.5, '6.8,0.4 4.2,3.8 1,8.8! 4.6,8.9 9.4,8.6 / 6.9,0.4 6.8,5 6.7,9.6 6.6,13.8'),
    glyph(2, '1.6,1.2 1.2,4.6 2,7 4.6,7.4 7.4,5.6 8.4,1.2! 7.6,5.6 7,10 6.8,13.8'),
  ],
  [
    // Bar on its own, all in one stroke, and with a long bar that rises.
    glyph(3, '2.6,0.9 2.2,3.4 1.8,6! 4.4,5 7.4,6 8.8,8.6 8,11.8 5,13.7 1.2,13 / 2.6,0.8 5.4,0.7 8.8,0.4'),
    glyph(3, '8.6,0.6 5.6,0.7 2.8,0.9! 2.2,3.4 1.8,5.8! 4.6,5.1 7.4,6.4 8.4,9.2 7.2,12.2 4.2,13.7 1,12.8'),
    glyph(2, '3.4,2 2.8,4.2 2.2,6.6! 4.8,6.2 7.2,7.4 7.8,10 6,12.8 3.4,13.8 0.8,13.2 / 3.4,2 6.4,1.2 9.8,0.2'),
  ],
  [
    // A bent stem with a round bowl, a straight stem, and a tall loop left a little open.
    glyph(4, '7.2,0.4 4.4,2.4 2,6 1,9.8 2,12.8 4.8,13.8 7.8,12.4 8.4,9.4 6.6,7.4 3.8,8 1.4,10.6'),
    glyph(3, '4.6,0.2 2.8,4 1.6,8.2 1.8,12 4.2,13.8 7.2,13 8.4,10.4 7.2,8.2 4.8,8.2 2,10.8'),
    glyph(2, '6,0.2 3.4,3.4 1.6,7.6 1.4,11.4 3.4,13.7 6.6,13 8.2,10.4 7.4,8 5.2,7.6 3.2,9.2'),
  ],
  [
    // Plain with a sharp corner, with a hook at the start, crossed, and rounded.
    glyph(4, '1,1.2 4.6,1 8.8,0.8! 7.2,4.8 5.6,9 4.4,13.8'),
    glyph(2, '1,3.2 1.2,0.9! 4.8,1 8.8,0.7! 7.4,4.6 5.8,9 5,13.8'),
    glyph(1.5, '1,1.2 4.6,1 8.8,0.8! 7,5 5.2,9.4 4.2,13.8 / 3,7.4 5.8,7 8.6,6.8'),
    glyph(2, '0.8,2.4 3,1 6.4,0.6 8.6,1.4 8,4.2 6.2,8.6 4.8,13.8'),
  ],
  [
    // One crossing stroke from the top right, the same from the left, two rings, and one that stays open at the top.
    glyph(
      4,
      '8,2.2 5.6,0.3 2.8,1.2 2.2,3.6 4.4,6.2 7.4,8.6 8.4,11.4 6.2,13.7 3,13.2 1.6,10.6 3.2,8 6.4,5.6 8.2,3.2 7.2,1',
    ),
    glyph(2, '5.2,0.4 2.4,1.6 2.4,4.2 5,6.6 7.8,9 8,12 5.2,13.8 2.2,12.4 2.2,9.4 5,6.6 7.6,4 7.4,1.4 5,0.4'),
    glyph(1, '5,6.4 2.6,5 2.6,2 5,0.4 7.4,1.8 7.4,4.8 5,6.4 / 5,6.4 2,8.2 1.6,11.4 4.6,13.8 8,12.2 8.2,9 5,6.4'),
    glyph(2, '8.8,1.4 6,0.6 3.2,1.6 3,4.2 5.2,6.6 6.8,9 6.6,12.2 4.4,13.8 2.4,12.4 2.8,9.4 5.2,6.4 7.4,4 9.2,0.8'),
  ],
  [
    // A bowl with a straight stem, with a stem that leans, and with a tail that turns back.
    glyph(4, '8,2.4 5.6,0.4 2.6,1.4 1.4,4.4 2.8,6.8 5.6,6.4 7.6,4 8.2,2! 8,6 7.6,10 7.4,13.8'),
    glyph(3, '7.6,1.6 5,0.6 2.2,2.4 1.4,5.2 3.2,7 6,5.8 7.8,2.6! 6.8,7 5.6,10.6 4.6,13.8'),
    glyph(2, '8,2.2 5.4,0.3 2.4,1.6 1.6,4.8 3.4,7 6.4,6 8,3 8.4,6.6 7.8,11 5.6,13.6 2.6,13.2'),
  ],
];

import type { Images, ValueRange } from './raster.ts';

/** One picture among others that may have another size or other channels. */
export interface Cell {
  readonly data: Float32Array;
  /** [height, width, channels] */
  readonly shape: readonly number[];
}

/** The pictures of a batch, one by one. */
export function cellsOf(data: Float32Array, shape: readonly number[]): Cell[] {
  const size = shape.reduce((a, b) => a * b, 1);
  return Array.from({ length: data.length / size }, (_, i) => ({
    data: data.subarray(i * size, (i + 1) * size),
    shape,
  }));
}

/**
 * Blocks of pictures one below the other. A block has columns of as many pictures each: the first of each column side by
 * side, then the second, `groups` of them in a row. Smaller ones are enlarged to the largest, each pixel a square, and
 * shown in colour where any has colours.
 */
export function pageOfCells(
  blocks: readonly (readonly (readonly Cell[])[])[],
  groups: number,
  range: ValueRange,
): Images & { columns: number } {
  const all = blocks.flat(2);
  const height = Math.max(...all.map(({ shape }) => shape[0]!));
  const width = Math.max(...all.map(({ shape }) => shape[1]!));
  const channels = all.every(({ shape }) => shape[2] === 1) ? 1 : 3;
  const widest = Math.max(...blocks.map((columns) => columns.length));
  const cells = blocks.flatMap((columns) => rowsOf(columns, groups, widest));
  const size = height * width * channels;
  const data = new Float32Array(cells.length * size).fill(range[1]);
  cells.forEach((cell, i) => {
    if (cell) place(cell, data.subarray(i * size, (i + 1) * size), [height, width, channels], range);
  });
  return { data, count: cells.length, height, width, channels, range, columns: groups * widest };
}

/** Row by row; undefined where a row ends before the page does. */
function rowsOf(columns: readonly (readonly Cell[])[], groups: number, widest: number): (Cell | undefined)[] {
  const count = columns[0]!.length;
  const rows: (Cell | undefined)[] = [];
  for (let first = 0; first < count; first += groups)
    for (let g = 0; g < groups; g++) for (let c = 0; c < widest; c++) rows.push(columns[c]?.[first + g]);
  return rows;
}

/** A picture into the place of one: enlarged by its nearest pixels, grey as grey, two channels as red and green. */
function place(
  { data, shape }: Cell,
  out: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  range: ValueRange,
): void {
  const [h, w, c] = shape as [number, number, number];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = (Math.floor((y * h) / height) * w + Math.floor((x * w) / width)) * c;
      for (let k = 0; k < channels; k++)
        out[(y * width + x) * channels + k] = c === 1 ? data[from]! : k < c ? data[from + k]! : range[0];
    }
}

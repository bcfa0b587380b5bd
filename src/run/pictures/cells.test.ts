import { describe, expect, it } from 'vitest';
import { cellsOf, pageOfCells } from './cells.ts';

const grey = (value: number, side = 1) => ({ data: new Float32Array(side * side).fill(value), shape: [side, side, 1] });

describe('a page of pictures of several kinds', () => {
  it('shows the pictures of an example side by side, and so many examples in a row', () => {
    const columns = [
      [grey(1), grey(2), grey(3), grey(4)],
      [grey(10), grey(20), grey(30), grey(40)],
    ];
    const page = pageOfCells([columns], 2, [0, 50]);
    expect([...page.data]).toEqual([1, 10, 2, 20, 3, 30, 4, 40]);
    expect(page).toMatchObject({ count: 8, columns: 4, channels: 1 });
  });

  it('puts blocks one below the other, with white where one has fewer pictures to an example', () => {
    const page = pageOfCells(
      [
        [[grey(1)], [grey(2)], [grey(3)]],
        [[grey(4)], [grey(5)]],
      ],
      1,
      [0, 9],
    );
    expect([...page.data]).toEqual([1, 2, 3, 4, 5, 9]);
  });

  it('enlarges smaller pictures, and shows grey and masked ones among colours', () => {
    const masked = { data: Float32Array.from([0.1, 0.2, 0.3, 1]), shape: [1, 1, 4] };
    const page = pageOfCells(
      [[[grey(0.5)], [masked], [{ data: new Float32Array(12).fill(0.7), shape: [2, 2, 3] }]]],
      1,
      [0, 1],
    );
    expect([page.height, page.width, page.channels]).toEqual([2, 2, 3]);
    expect([...page.data.subarray(0, 12)]).toEqual(Array(12).fill(0.5));
    expect([...page.data.subarray(12, 15)].map((v) => Math.round(v * 10))).toEqual([1, 2, 3]);
  });

  it('takes a batch apart', () => {
    const cells = cellsOf(Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8]), [2, 2, 1]);
    expect(cells.map(({ data }) => [...data])).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ]);
  });
});

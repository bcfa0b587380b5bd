/**
 * The line constant + slope · x through points [x, y] that makes the squares of what is left, as shares of y, least: a
 * small y counts as much as a large one.
 */
export function affine(points) {
  const sum = (of) => points.reduce((total, [x, y]) => total + of(x, y) / y ** 2, 0);
  const [one, x, xx] = [sum(() => 1), sum((x) => x), sum((x) => x * x)];
  const [y, xy] = [sum((_, y) => y), sum((x, y) => x * y)];
  const determinant = one * xx - x * x;
  return { constant: (y * xx - xy * x) / determinant, slope: (one * xy - x * y) / determinant };
}

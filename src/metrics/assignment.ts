/**
 * The one-to-one assignment of rows to columns with the largest sum of entries: the Hungarian algorithm, in O(n³) (Kuhn 1955;
 * after Jonker and Volgenant 1987, by shortest augmenting paths).
 *
 * @param gains [rows][columns], with no more rows than columns
 * @returns the column of each row
 */
export function bestAssignment(gains: readonly (readonly number[])[]): number[] {
  const [n, m] = [gains.length, gains[0]?.length ?? 0];
  if (n > m) throw new RangeError(`${n} rows cannot have a column each of ${m}`);
  // prices of rows and columns; row and column 0 stand for none
  const u = new Array<number>(n + 1).fill(0);
  const v = new Array<number>(m + 1).fill(0);
  const rowOf = new Array<number>(m + 1).fill(0);
  for (let row = 1; row <= n; row++) {
    const before = new Array<number>(m + 1).fill(0);
    const least = new Array<number>(m + 1).fill(Number.POSITIVE_INFINITY);
    const seen = new Array<boolean>(m + 1).fill(false);
    rowOf[0] = row;
    let column = 0;
    while (rowOf[column] !== 0) {
      seen[column] = true;
      const at = rowOf[column]!;
      let [delta, next] = [Number.POSITIVE_INFINITY, 0];
      for (let j = 1; j <= m; j++) {
        if (seen[j]) continue;
        const slack = -gains[at - 1]![j - 1]! - u[at]! - v[j]!;
        if (slack < least[j]!) [least[j], before[j]] = [slack, column];
        if (least[j]! < delta) [delta, next] = [least[j]!, j];
      }
      for (let j = 0; j <= m; j++)
        if (seen[j]) {
          u[rowOf[j]!]! += delta;
          v[j]! -= delta;
        } else least[j]! -= delta;
      column = next;
    }
    for (; column !== 0; column = before[column]!) rowOf[column] = rowOf[before[column]!]!;
  }
  const columns = new Array<number>(n).fill(-1);
  for (let j = 1; j <= m; j++) if (rowOf[j] !== 0) columns[rowOf[j]! - 1] = j - 1;
  return columns;
}

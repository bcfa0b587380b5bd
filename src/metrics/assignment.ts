/**
 * The one-to-one assignment of rows to columns with the largest sum of entries.
 *
 * @param gains [rows][columns], with no more rows than columns
 * @returns the column of each row
 */
export function bestAssignment(gains: readonly (readonly number[])[]): number[] {
  const [n, m] = [gains.length, gains[0]?.length ?? 0];
  if (n > m) throw new RangeError(`${n} rows cannot have a column each of ${m}`);
  // rows of zeros take the columns that are left
  const costs = new Float64Array(m * m);
  gains.forEach((row, i) => {
    row.forEach((gain, j) => {
      costs[i * m + j] = -gain;
    });
  });
  return [...cheapestAssignment(costs, m).subarray(0, n)];
}

/**
 * The one-to-one assignment of n rows to n columns with the smallest sum of costs, exactly: for 2,000 points in a plane
 * in about a second.
 *
 * An auction (Bertsekas 1988), with ever smaller raises of prices, finds prices that are nearly right. From them on shortest
 * augmenting paths give rows their columns (Jonker and Volgenant 1987, as Crouse 2016 has it): they are short then. Prices
 * of other starts, such as each column's smallest cost, make them twenty times longer where rows are nearly alike.
 *
 * @param costs [n, n], row by row, finite
 * @returns the column of each row
 */
export function cheapestAssignment(costs: Float64Array, n: number): Int32Array {
  const prices = auction(costs, n);
  const { u, columnOf, rowOf } = tight(costs, n, prices);
  for (let row = 0; row < n; row++) if (columnOf[row] === -1) augment(costs, n, row, u, prices, columnOf, rowOf);
  return columnOf;
}

/** How much smaller raises get from round to round, and the last raise: the range of costs over so many times n. */
const smaller = 10;
const finest = 100;

/** Prices (negative, added to costs) at which each row's column is nearly its cheapest. */
function auction(costs: Float64Array, n: number): Float64Array {
  const prices = new Float64Array(n);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const cost of costs) {
    low = Math.min(low, cost);
    high = Math.max(high, cost);
  }
  if (n < 2 || low === high) return prices;
  const last = (high - low) / (finest * n);
  const rowOf = new Int32Array(n);
  for (let raise = (high - low) / 4; ; raise /= smaller) {
    rowOf.fill(-1);
    const waiting = Array.from({ length: n }, (_, i) => i);
    for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
      let [best, second, column] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1];
      for (let j = 0, at = row * n; j < n; j++, at++) {
        const cost = costs[at]! - prices[j]!;
        if (cost >= second) continue;
        if (cost < best) [second, best, column] = [best, cost, j];
        else second = cost;
      }
      prices[column]! -= second - best + Math.max(raise, last);
      if (rowOf[column] !== -1) waiting.push(rowOf[column]!);
      rowOf[column] = row;
    }
    if (raise <= last) return prices;
  }
}

/**
 * What each row pays at least, and an assignment of some rows to columns at that price. Prices rise to what some row pays
 * for the column: of rows that are all the same each has then any column.
 */
function tight(costs: Float64Array, n: number, prices: Float64Array) {
  const u = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  let largest = 0;
  for (let i = 0, at = 0; i < n; i++)
    for (let j = 0; j < n; j++, at++) {
      u[i] = Math.min(u[i]!, costs[at]! - prices[j]!);
      largest = Math.max(largest, Math.abs(costs[at]!));
    }
  prices.fill(Number.POSITIVE_INFINITY);
  for (let i = 0, at = 0; i < n; i++)
    for (let j = 0; j < n; j++, at++) prices[j] = Math.min(prices[j]!, costs[at]! - u[i]!);
  const rounding = 4 * Number.EPSILON * largest;
  const [columnOf, rowOf] = [new Int32Array(n).fill(-1), new Int32Array(n).fill(-1)];
  for (let i = 0, at = 0; i < n; i++, at = i * n)
    for (let j = 0; j < n; j++, at++) {
      if (rowOf[j] !== -1 || costs[at]! - prices[j]! - u[i]! > rounding) continue;
      [rowOf[j], columnOf[i]] = [i, j];
      break;
    }
  return { u, columnOf, rowOf };
}

/** Gives `row` a column, along the shortest path on which others change theirs. */
function augment(
  costs: Float64Array,
  n: number,
  row: number,
  u: Float64Array,
  prices: Float64Array,
  columnOf: Int32Array,
  rowOf: Int32Array,
): void {
  const least = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const before = new Int32Array(n);
  const left = Int32Array.from(least, (_, j) => j);
  const passed: number[] = [];
  let [count, at, distance, end] = [n, row, 0, -1];
  while (end === -1) {
    const shift = distance - u[at]!;
    let [min, where] = [Number.POSITIVE_INFINITY, -1];
    for (let k = 0; k < count; k++) {
      const j = left[k]!;
      const reduced = shift + costs[at * n + j]! - prices[j]!;
      if (reduced < least[j]!) {
        least[j] = reduced;
        before[j] = at;
      }
      if (least[j]! < min || (least[j] === min && rowOf[j] === -1)) {
        min = least[j]!;
        where = k;
      }
    }
    distance = min;
    const column = left[where]!;
    left[where] = left[--count]!;
    if (rowOf[column] === -1) end = column;
    else {
      passed.push(column);
      at = rowOf[column]!;
    }
  }
  u[row]! += distance;
  for (const j of passed) {
    u[rowOf[j]!]! += distance - least[j]!;
    prices[j]! -= distance - least[j]!;
  }
  for (let j = end; ; ) {
    const i = before[j]!;
    const next = columnOf[i]!;
    [rowOf[j], columnOf[i]] = [i, j];
    if (i === row) return;
    j = next;
  }
}

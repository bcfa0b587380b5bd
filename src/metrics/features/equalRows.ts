import { type Rows, rowOf } from '../linear/rows.ts';

/**
 * Numbers rows of several sets so that equal rows, and no others, have equal numbers: the samples of a generator that has
 * collapsed are found without comparing each with each.
 */
export function equalRows(...sets: readonly Rows[]): readonly Uint32Array[] {
  // by hash, one row for each number that has been given
  const known = new Map<number, { readonly row: ArrayLike<number>; readonly number: number }[]>();
  let count = 0;
  const numberOf = (row: ArrayLike<number>): number => {
    const hash = hashOf(row);
    const alike = known.get(hash);
    const same = alike?.find((other) => isEqual(other.row, row));
    if (same) return same.number;
    const entry = { row, number: count++ };
    if (alike) alike.push(entry);
    else known.set(hash, [entry]);
    return entry.number;
  };
  return sets.map((rows) => Uint32Array.from({ length: rows.n }, (_, i) => numberOf(rowOf(rows, i))));
}

const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);

/** FNV-1a over the halves of the numbers; −0 counts as 0. */
function hashOf(row: ArrayLike<number>): number {
  let h = 0x811c9dc5;
  for (let j = 0; j < row.length; j++) {
    float[0] = row[j]! + 0;
    h = Math.imul(h ^ halves[0]!, 0x01000193);
    h = Math.imul(h ^ halves[1]!, 0x01000193);
  }
  return h;
}

function isEqual(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let j = 0; j < a.length; j++) if (a[j] !== b[j]) return false;
  return true;
}

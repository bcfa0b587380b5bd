/**
 * The rules by which folders, zips and tables are read. A run keeps those that it began with, so that its examples and
 * classes stay what they were.
 *
 * 1. Pictures are called .png, .jpg, .jpeg or .webp; splits are `train`, `validation` or `val`, and `test`; names of
 *    classes are in the order of their letters.
 * 2. Pictures are what begins like one; splits have more names; classes are in natural order, `class2` before `class10`,
 *    and files such as `dataset.json` may give them.
 * 3. The values of arrays are scaled by what is found in them; numbers with two axes are series unless they are bytes.
 * 4. Of pictures of 16 bits the greatest value of all decides what is white.
 */
export type Reading = 1 | 2 | 3 | 4;

export const newestReading: Reading = 4;

/** Names of classes, each once, in their order: as numbers where all are numbers. */
export function inClassOrder(names: Iterable<string>, reading: Reading): string[] {
  const distinct = [...new Set(names)];
  if (reading >= 2 || distinct.every((name) => /^\d+$/.test(name))) return distinct.sort(naturally);
  return distinct.sort();
}

/** Compares texts by their letters, and the numbers in them by their values, whatever the language of the machine. */
function naturally(a: string, b: string): number {
  const p = a.match(/\d+|\D+/g) ?? [];
  const q = b.match(/\d+|\D+/g) ?? [];
  for (let k = 0; k < Math.min(p.length, q.length); k++) {
    const order = isNumber(p[k]!) && isNumber(q[k]!) ? byValue(p[k]!, q[k]!) : byLetters(p[k]!, q[k]!);
    if (order !== 0) return order;
  }
  return p.length - q.length || byLetters(a, b);
}

const isNumber = (text: string): boolean => /^\d/.test(text);
const byLetters = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Compares digits by their value, however many there are. */
function byValue(a: string, b: string): number {
  const p = a.replace(/^0+/, '');
  const q = b.replace(/^0+/, '');
  return p.length - q.length || byLetters(p, q);
}

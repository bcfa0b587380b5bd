import { createHash } from 'node:crypto';

/** Pictures that are compared at most, and twins that are listed. */
const mostCompared = 2 ** 20;
const mostListed = 1000;

/** A picture that has the pixels of another, which comes before it. */
export interface Twin {
  readonly file: string;
  readonly of: string;
}

/** Finds pictures that are the same whatever their files are called: by the size and small pixels of each. */
export class Twins {
  readonly #known = new Map<string, number[]>();
  #count = 0;

  /** Hears of a picture by its index, in any order. */
  add(index: number, size: string, pixels: Uint8Array): void {
    if (this.#count >= mostCompared) return;
    this.#count += 1;
    const key = createHash('sha256').update(size).update(pixels).digest('base64').slice(0, 22);
    const same = this.#known.get(key);
    if (same) same.push(index);
    else this.#known.set(key, [index]);
  }

  /** Those that have one before them, in the order of the paths, and how many they are. */
  list(paths: readonly string[]): { twins: Twin[]; count: number } {
    const later = [...this.#known.values()].flatMap((indices) => {
      const [first, ...others] = indices.sort((a, b) => a - b);
      return others.map((index) => [index, first!] as const);
    });
    later.sort(([a], [b]) => a - b);
    const twins = later.slice(0, mostListed).map(([index, of]) => ({ file: paths[index]!, of: paths[of]! }));
    return { twins, count: later.length };
  }
}

/** Warns of pictures that are learnt from and held out too. */
export function leakWarning(
  twins: readonly Twin[],
  splitFolders: Readonly<Record<string, string>>,
): string | undefined {
  const splitOf = (path: string) => splitFolders[path.split('/').find((part) => part in splitFolders) ?? ''];
  const leaks = twins.filter(({ file, of }) => {
    const [a, b] = [splitOf(file), splitOf(of)];
    return a !== undefined && b !== undefined && a !== b;
  });
  if (leaks.length === 0) return undefined;
  const [{ file, of }] = leaks as [Twin, ...Twin[]];
  const n = leaks.length === 1 ? 'a picture is' : `${leaks.length.toLocaleString('en-US')} pictures are`;
  return `${n} in two splits, such as ${file} and ${of}: what is judged on them was learnt from`;
}

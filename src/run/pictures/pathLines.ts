import type { Point } from './canvas.ts';

/** Parts into which a curve is cut: of the size of letters no corner can be seen. */
const parts = 12;

/** Numbers that a command of a path takes at a time. */
const taken: Readonly<Record<string, number>> = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Z: 0 };

/** The lines along an SVG path of the commands M, L, H, V, C, S and Z, in capitals alone. */
export function pathLines(path: string): Point[][] {
  const lines: Point[][] = [];
  /** The second control point of the curve that ends here, or else the point itself. */
  let control: Point = [0, 0];
  for (const [, command, rest] of path.matchAll(/([MLHVCSZ])([^MLHVCSZ]*)/g)) {
    const numbers = (rest!.match(/-?(?:\d+\.?\d*|\.\d+)/g) ?? []).map(Number);
    const each = taken[command!]!;
    for (let i = 0; i === 0 || i < numbers.length; i += each || 1) {
      const line = lines.at(-1) ?? [];
      const at = line.at(-1) ?? [0, 0];
      const [a, b, c, d, e, f] = numbers.slice(i, i + each) as [number, number, number, number, number, number];
      const mirrored: Point = [2 * at[0] - control[0], 2 * at[1] - control[1]];
      if (command === 'M') lines.push([[a, b]]);
      else if (command === 'L') line.push([a, b]);
      else if (command === 'H') line.push([a, at[1]]);
      else if (command === 'V') line.push([at[0], a]);
      else if (command === 'Z') line.push(line[0]!);
      else if (command === 'C') line.push(...curve(at, [a, b], [c, d], [e, f]));
      else line.push(...curve(at, mirrored, [a, b], [c, d]));
      control = command === 'C' ? [c, d] : command === 'S' ? [a, b] : lines.at(-1)!.at(-1)!;
    }
  }
  return lines;
}

/** Points of a cubic Bézier curve after its first. */
const curve = (a: Point, b: Point, c: Point, d: Point): Point[] =>
  Array.from({ length: parts }, (_, i) => {
    const t = (i + 1) / parts;
    const s = 1 - t;
    const at = (k: 0 | 1) => s * s * s * a[k] + 3 * s * s * t * b[k] + 3 * s * t * t * c[k] + t * t * t * d[k];
    return [at(0), at(1)];
  });

import { concat, reshape, slice, type Tensor } from '../../tensor/index.ts';

/** One axis of the input gradient, split by residue: the outputs of a phase and the taps that reach them. */
export interface Phase {
  /** First input position of the phase. */
  readonly start: number;
  /** (tap, offset): output q of the phase reads dy at q + offset under that tap. */
  readonly taps: readonly { tap: number; offset: number }[];
}

/**
 * Position r gets dy[i] under tap u where i·s + u·d − p = r. With r + p = s·q + ρ that needs u·d ≡ ρ (mod s), and
 * then i = q + (ρ − u·d) / s: a stride-1 convolution for each residue ρ.
 */
export function phasesOf(kernel: number, stride: number, dilation: number, padding: number): Phase[] {
  return Array.from({ length: stride }, (_, start) => {
    const q0 = Math.floor((start + padding) / stride);
    const residue = (start + padding) % stride;
    const taps = Array.from({ length: kernel }, (_, tap) => tap)
      .filter((tap) => (tap * dilation - residue) % stride === 0)
      .map((tap) => ({ tap, offset: q0 + (residue - tap * dilation) / stride }));
    return { start, taps };
  });
}

/**
 * Images that hold every so many rows and columns each, woven into one by joining: a row's parts side by side, then the rows
 * of pixels.
 *
 * @param parts by residues of rows and columns: pixels of [n, …cells] places, a row for each
 * @param size of the whole; what the last cells have beyond it falls away
 */
export function woven(
  parts: readonly (readonly Tensor[])[],
  n: number,
  cells: readonly [number, number],
  size: readonly [number, number],
): Tensor {
  const [sh, sw] = [parts.length, parts[0]!.length];
  const c = parts[0]![0]!.shape[1]!;
  const rows = parts.map((row) =>
    reshape(
      concat(
        row.map((part) => reshape(part, [n, ...cells, 1, c])),
        3,
      ),
      [n, cells[0], 1, cells[1] * sw, c],
    ),
  );
  const whole = reshape(concat(rows, 2), [n, cells[0] * sh, cells[1] * sw, c]);
  return slice(whole, [1, 2], [0, 0], size);
}

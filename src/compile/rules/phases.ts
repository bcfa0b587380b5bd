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

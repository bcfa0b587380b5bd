import type { LossName } from './settings.ts';

/** The score at which D is undecided, of losses whose scores have such a point. */
const undecided: Readonly<Partial<Record<LossName, number>>> = {
  nonSaturating: 0,
  minimax: 0,
  hinge: 0,
  leastSquares: 0.5,
};

/**
 * Where D's surface has its middle, and how far most of it lies from there. Scores of Wasserstein and relativistic losses
 * mean something beside one another alone: their middle is the surface's own median.
 */
export function surfaceScale(surface: Float32Array, loss: LossName): { middle: number; spread: number } {
  const sorted = surface.slice().sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  const middle = undecided[loss] ?? at(0.5);
  const spread = Math.max(Math.abs(at(0.02) - middle), Math.abs(at(0.98) - middle), 1e-6);
  return { middle, spread };
}

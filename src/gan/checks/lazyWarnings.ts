import { describe, type Optimizer, scheduleAt } from '../../nn/index.ts';
import type { Player } from '../game.ts';
import type { GanParts } from './parts.ts';
import type { WarningRow } from './warning.ts';

/** Examples of at most so many numbers are points. */
const pointSize = 16;

/** Of penalties that are computed on some steps alone. */
export function lazyWarnings(parts: GanParts): WarningRow[] {
  return parts.penalties.filter(({ every }) => every > 1).flatMap((penalty) => warningsOfLazy(parts, penalty));
}

type LazyPenalty = GanParts['penalties'][number];
function warningsOfLazy({ generator, discriminator }: GanParts, { type, every }: LazyPenalty): WarningRow[] {
  const [size, ...others] = describe(generator.network).outputShape.slice(1) as [number, ...number[]];
  return [
    [
      others.length === 0 && size <= pointSize,
      `${type} is computed on every ${ordinal(every)} step alone, and examples are points of ${size} numbers`,
      'on a ring of Gaussians lazy R1 and R2 gave fewer samples of high quality, less evenly spread over the modes, than on every step; use every: 1',
    ],
    forgottenBetween(type, every, 'discriminator', discriminator),
  ];
}

/** Of a lazy term of a player that comes less often than its optimizer remembers. */
export function forgottenBetween(term: string, every: number, name: string, { optimizer }: Player): WarningRow {
  const remembered = memoryOf(optimizer);
  return [
    every > remembered,
    `${term} is computed on every ${ordinal(every)} step, and the ${name}'s optimizer remembers about ${remembered}`,
    `it has forgotten the penalty when that comes again, ${every} times as strong, and the update is a jolt; use a smaller every, or a beta2 (rho) closer to 1`,
  ];
}

function ordinal(n: number): string {
  const teen = Math.floor(n / 10) % 10 === 1;
  return `${n}${(!teen && ['', 'st', 'nd', 'rd'][n % 10]) || 'th'}`;
}

/** Steps over which an optimizer's mean squared gradient reaches back: 1 / (1 − β₂), with the β₂ that a schedule begins with. */
function memoryOf(optimizer: Optimizer): number {
  switch (optimizer.type) {
    case 'adam':
    case 'adamW':
      return Math.round(1 / (1 - scheduleAt(optimizer.beta2, 0, 1)));
    case 'rmsprop':
      return Math.round(1 / (1 - optimizer.rho));
    case 'sgd':
      return Number.POSITIVE_INFINITY;
    default:
      return optimizer satisfies never;
  }
}

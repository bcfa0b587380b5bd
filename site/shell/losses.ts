/** Both losses at a time. */
export interface Losses {
  /** Updates done, and the losses then; `undefined` where a player waited from the beginning. */
  readonly done: number;
  readonly d: number | undefined;
  readonly g: number | undefined;
}

/** More points than a curve can show are thinned. */
const most = 1200;

/** A curve that goes on: what came after the new point is taken back, and where there are too many every second goes. */
export function withPoint(losses: readonly Losses[], point: Losses): Losses[] {
  const before = losses.filter(({ done }) => done < point.done);
  const kept = before.length < most ? before : before.filter((_, i) => i % 2 === 0);
  return point.done === 0 || (point.d === undefined && point.g === undefined) ? kept : [...kept, point];
}

import type { Curves } from '../../src/studio/api.ts';

export const nothingDrawn: Curves = { steps: [], every: 1, metrics: {} };

/** Points of a curve are thinned once they have grown to twice what the server gives of the whole. */
const most = 3000;

/** How many points curves lack to a step; undefined where they are better asked for anew: the run went back, or far ahead. */
export function stepsBehind(curves: Curves, step: number): number | undefined {
  const behind = (step - (curves.steps.at(-1) ?? 0)) / curves.every;
  return curves.steps.length === 0 || behind < 0 || behind > most / 2 ? undefined : behind;
}

/** Curves with what has come after them. */
export function joined(before: Curves, after: Curves): Curves {
  if (after.steps.length === 0) return before;
  const every = before.steps.length + after.steps.length > most ? 3 * before.every : before.every;
  const steps = [...before.steps, ...after.steps];
  // as the server thins: those of steps 1, 1 + every, 1 + 2 every, …, and the last
  const kept = steps.flatMap((step, i) => ((step - 1) % every === 0 || i === steps.length - 1 ? [i] : []));
  const names = new Set([...Object.keys(before.metrics), ...Object.keys(after.metrics)]);
  const at = (name: string, i: number) =>
    i < before.steps.length ? before.metrics[name]?.[i] : after.metrics[name]?.[i - before.steps.length];
  return {
    steps: kept.map((i) => steps[i]!),
    every,
    metrics: Object.fromEntries([...names].map((name) => [name, kept.map((i) => at(name, i) ?? null)])),
  };
}

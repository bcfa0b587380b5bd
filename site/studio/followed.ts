import type { Curves, RunCard, RunDetails } from '../../src/studio/api.ts';
import { curves, details, type Said, saidOf } from './client.ts';

/** What a page knows of a run beside its card. */
export interface Followed {
  readonly details: RunDetails | undefined;
  readonly curves: Curves;
  readonly problem: Said | undefined;
}

export const nothingYet: Followed = { details: undefined, curves: { steps: [], metrics: {} }, problem: undefined };

/** Curves in the page are thinned again once they have grown to twice what the server gives. */
const most = 3000;

/**
 * Follows one run after the other: what is returned is called with a run's card whenever it has changed, and `on` hears what
 * there is to know of it. Of a run that goes on only what is new is asked for, one question at a time.
 */
export function follower(on: (followed: Followed) => void): (run: RunCard) => void {
  let known = '';
  let now = nothingYet;
  let isAsking = false;
  let waiting: RunCard | undefined;

  async function look(run: RunCard): Promise<void> {
    if (isAsking) {
      waiting = run;
      return;
    }
    isAsking = true;
    try {
      const last = now.curves.steps.at(-1) ?? 0;
      const isWhole = run.id !== known || now.curves.steps.length > most || (run.step ?? 0) < last;
      const [more, found] = await Promise.all([curves(run.id, isWhole ? undefined : last + 1), details(run.id)]);
      known = run.id;
      now = { details: found, curves: isWhole ? more : joined(now.curves, more), problem: undefined };
    } catch (e) {
      now = { ...now, problem: saidOf(e) };
    }
    on(now);
    isAsking = false;
    const next = waiting;
    waiting = undefined;
    if (next) setTimeout(() => void look(next), 250);
  }
  return (run) => void look(run);
}

function joined(before: Curves, after: Curves): Curves {
  if (after.steps.length === 0) return before;
  const names = new Set([...Object.keys(before.metrics), ...Object.keys(after.metrics)]);
  const nothing = (n: number) => new Array<null>(n).fill(null);
  return {
    steps: [...before.steps, ...after.steps],
    metrics: Object.fromEntries(
      [...names].map((name) => [
        name,
        [
          ...(before.metrics[name] ?? nothing(before.steps.length)),
          ...(after.metrics[name] ?? nothing(after.steps.length)),
        ],
      ]),
    ),
  };
}

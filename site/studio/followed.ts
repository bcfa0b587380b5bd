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
/** Milliseconds between two questions: what a page reads and draws is taken from the training on the same machine. */
const askEvery = 3000;

/**
 * Follows one run after the other: what is returned is called with a run's card whenever it has changed, and `on` hears what
 * there is to know of it. Of a run that goes on only what is new is asked for, one question at a time.
 */
export function follower(on: (followed: Followed) => void): (run: RunCard) => void {
  let now = nothingYet;
  /** The run that `now` is of. */
  let known = '';
  /** How a run was when it was asked about, and when that was. */
  let asked: { readonly run: RunCard; readonly at: number } | undefined;
  let wanted: RunCard | undefined;
  let isAsking = false;
  let pause: ReturnType<typeof setTimeout> | undefined;

  async function ask(run: RunCard): Promise<void> {
    isAsking = true;
    asked = { run, at: performance.now() };
    try {
      const last = now.curves.steps.at(-1) ?? 0;
      const isWhole = run.id !== known || now.curves.steps.length > most || (run.step ?? 0) < last;
      // the newest picture is on its way while the curves of a long run are gathered
      const found = details(run.id).then((found) => {
        now = { ...(known === run.id ? now : nothingYet), details: found, problem: undefined };
        known = run.id;
        if (isWhole) on(now);
      });
      const [more] = await Promise.all([curves(run.id, isWhole ? undefined : last + 1), found]);
      now = { ...now, curves: isWhole ? more : joined(now.curves, more) };
    } catch (e) {
      now = { ...now, problem: saidOf(e) };
    }
    on(now);
    isAsking = false;
    if (wanted !== run) plan();
  }
  /** A run that has only gone on is looked at now and then, another or one that stands otherwise at once. */
  function plan(): void {
    const run = wanted;
    if (isAsking || !run) return;
    clearTimeout(pause);
    const isUrgent = asked?.run.id !== run.id || asked.run.status !== run.status;
    const wait = isUrgent ? 0 : Math.max(0, asked!.at + askEvery - performance.now());
    pause = setTimeout(() => void ask(run), wait);
  }
  return (run) => {
    wanted = run;
    plan();
  };
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

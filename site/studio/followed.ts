import type { Curves, RunCard, RunDetails } from '../../src/studio/api.ts';
import { curves, type Said, saidOf, sinceMark } from './client.ts';
import { joined, nothingDrawn, stepsBehind } from './growing.ts';

/** What a page knows of a run beside its card. */
export interface Followed {
  readonly details: RunDetails | undefined;
  readonly curves: Curves;
  readonly problem: Said | undefined;
}

export const nothingYet: Followed = { details: undefined, curves: nothingDrawn, problem: undefined };

/** Milliseconds between two questions: what a page reads and draws is taken from the training on the same machine. */
const askEvery = 2500;

/**
 * Follows one run after the other: what is returned is called with a run's card whenever it has changed, and `on` hears what
 * there is to know of it. Of a run that goes on only what is new is asked for, one question at a time, and none while nobody
 * sees the page; what has not changed stays the same object.
 */
export function follower(on: (followed: Followed) => void): (run: RunCard) => void {
  let now = nothingYet;
  /** The run that `now` is of; the mark that its card had when its details were asked for, and that of these. */
  let known = '';
  let seen: string | undefined;
  let mark: string | undefined;
  /** How a run was when it was asked about, and when that was. */
  let asked: { readonly run: RunCard; readonly at: number } | undefined;
  let wanted: RunCard | undefined;
  let isAsking = false;
  let pause: ReturnType<typeof setTimeout> | undefined;

  function take(next: Followed): void {
    const isNew = next.details !== now.details || next.curves !== now.curves || next.problem !== now.problem;
    now = next;
    if (isNew) on(now);
  }

  /** The details of a run; undefined where they are those that are known. */
  async function detail(run: RunCard, isAnother: boolean): Promise<RunDetails | undefined> {
    const found = await sinceMark(run.id, isAnother ? undefined : mark);
    known = run.id;
    seen = run.mark;
    mark = found?.mark ?? mark;
    return found?.details;
  }

  async function ask(run: RunCard): Promise<void> {
    isAsking = true;
    asked = { run, at: performance.now() };
    const isAnother = run.id !== known;
    const isWhole = isAnother || stepsBehind(now.curves, run.step ?? 0) === undefined;
    const since = isWhole ? undefined : { from: (now.curves.steps.at(-1) ?? 0) + 1, every: now.curves.every };
    let next = isAnother ? nothingYet : now;
    try {
      // the newest picture is on its way while the curves of a long run are gathered
      const isOther = isAnother || run.mark !== seen;
      const found = (isOther ? detail(run, isAnother) : Promise.resolve(undefined)).then((details) => {
        next = { ...next, details: details ?? next.details, problem: undefined };
        if (isWhole) take(next);
      });
      const [more] = await Promise.all([curves(run.id, since), found]);
      take({ ...next, curves: isWhole ? more : joined(next.curves, more) });
    } catch (e) {
      take({ ...next, problem: saidOf(e) });
    }
    isAsking = false;
    if (wanted !== run) plan();
  }
  /** A run that has only gone on is looked at now and then, another or one that stands otherwise at once. */
  function plan(): void {
    const run = wanted;
    if (isAsking || !run) return;
    clearTimeout(pause);
    if (document.hidden) {
      document.addEventListener('visibilitychange', plan, { once: true });
      return;
    }
    const isUrgent = asked?.run.id !== run.id || asked.run.status !== run.status;
    const wait = isUrgent ? 0 : Math.max(0, asked!.at + askEvery - performance.now());
    pause = setTimeout(() => void ask(run), wait);
  }
  return (run) => {
    wanted = run;
    plan();
  };
}

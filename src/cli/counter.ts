import type { Output } from './output.ts';

/** Work that takes less than this needs no word. */
const quietFor = 2000;
const redrawEvery = 100;
const plainEvery = 5000;

/**
 * Says how much of something is done, or of one thing after the other, from two seconds on: in a terminal on a line of its
 * own, elsewhere now and then.
 */
export function counter(
  output: Output,
  things: string,
  now: () => number = () => performance.now(),
): (done: number, total: number, what?: string) => void {
  let began = now();
  let last = Number.NEGATIVE_INFINITY;
  let counted = things;
  return (done, total, what = things) => {
    const time = now();
    if (what !== counted) [counted, began, last] = [what, time, Number.NEGATIVE_INFINITY];
    if (output.isLive && done === total && last > 0) output.draw('');
    if (done === total || time - began < quietFor || time - last < (output.isLive ? redrawEvery : plainEvery)) return;
    last = time;
    const text = `${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} ${what}`;
    if (output.isLive) output.draw(text);
    else output.note(text);
  };
}

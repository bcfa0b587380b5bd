import type { Output } from './output.ts';

/** Work that takes less than this needs no word. */
const quietFor = 2000;
const redrawEvery = 100;
const plainEvery = 5000;

/** Says how much of something is done, from two seconds on: in a terminal on a line of its own, elsewhere now and then. */
export function counter(
  output: Output,
  what: string,
  now: () => number = () => performance.now(),
): (done: number, total: number) => void {
  const began = now();
  let last = Number.NEGATIVE_INFINITY;
  return (done, total) => {
    const time = now();
    if (output.isLive && done === total && last > 0) output.draw('');
    if (done === total || time - began < quietFor || time - last < (output.isLive ? redrawEvery : plainEvery)) return;
    last = time;
    const text = `${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} ${what}`;
    if (output.isLive) output.draw(text);
    else output.note(text);
  };
}

import { printableLine } from '../../files/printable.ts';
import type { SearchEvent, Who } from '../../run/search/search.ts';
import { shown } from '../invocation.ts';
import type { Output } from '../output.ts';
import { duration, figures } from '../train/words.ts';

/** Milliseconds between drawings of the live line, and between plain lines. */
const redrawEvery = 100;
const plainEvery = 15_000;

/** Tells a person how a search goes on: a line for each measurement, and below them one for what is at work. */
export class SearchProgress {
  readonly #output: Output;
  readonly #now: () => number;
  #metric = '';
  #last: number;
  #line = '';

  constructor(output: Output, now: () => number = () => performance.now()) {
    this.#output = output;
    this.#now = now;
    this.#last = now();
  }

  on(event: SearchEvent): void {
    if (event.type === 'start') this.#metric = event.settings.metric;
    const live = liveLineOf(event);
    if (live !== undefined) this.#tick(live);
    else for (const line of this.#linesOf(event)) this.say(line);
  }

  #linesOf(event: SearchEvent): string[] {
    const { bold, dim, yellow } = this.#output.noteStyle;
    if (event.type === 'start') {
      const { directory, settings, trials, known } = event;
      const { over, rungs, metric, lower, parallel } = settings;
      const steps = rungs.map((step) => step.toLocaleString('en-US')).join(', ');
      const before = known === 0 ? '' : `, ${known} measured before`;
      const several = parallel === 1 ? '' : `, ${parallel} at a time`;
      return [
        `${bold(shown(directory))}: ${trials} trials${several}, measured at steps ${steps}${before}`,
        dim(`over ${over.join('  ')}; by ${metric}, ${lower ? 'lower' : 'higher'} is better`),
      ];
    }
    if (event.type === 'warning') return [`${yellow('warning:')} ${printableLine(event.message)}`];
    // others have theirs in their events.jsonl
    if (event.type === 'run' && event.event.type === 'warning' && event.trial === 1 && event.seed === undefined)
      return [`${yellow('warning:')} ${nameOf(event)}: ${printableLine(event.event.message)}`];
    if (event.type !== 'measured') return [];
    const value = Number.isNaN(event.value)
      ? yellow('failed: its numbers are finite no more, or mean nothing')
      : `${this.#metric} ${figures(event.value)}`;
    return [`${nameOf(event)}  step ${event.step.toLocaleString('en-US')}  ${value}`];
  }

  /** How far something beside the trials has come: decoding, samples, the steps of a judge. */
  data({ stage, done, total }: { stage: string; done: number; total: number }): void {
    this.#tick(`${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} ${stage}`);
  }

  /** A line that stays. */
  say(text: string): void {
    this.clear();
    this.#output.note(text);
    this.#last = this.#now();
  }

  /** Takes the live line away. */
  clear(): void {
    if (this.#output.isLive && this.#line !== '') this.#output.draw('');
    this.#line = '';
  }

  #tick(line: string): void {
    const now = this.#now();
    if (now - this.#last < (this.#output.isLive ? redrawEvery : plainEvery)) return;
    this.#last = now;
    this.#line = line;
    if (this.#output.isLive) this.#output.draw(line.slice(0, this.#output.columns - 1));
    else this.#output.note(line);
  }
}

const nameOf = ({ trial, seed }: Who): string => {
  if (seed === undefined) return `trial ${trial}`;
  return `${trial === 1 ? 'as it is' : `trial ${trial}`}, seed ${seed}`;
};

/** What is at work. */
function liveLineOf(event: SearchEvent): string | undefined {
  if (event.type === 'piece') return `${nameOf(event)} to step ${event.to.toLocaleString('en-US')}`;
  if (event.type !== 'run' || event.event.type !== 'step') return undefined;
  const { step, steps, secondsLeft } = event.event;
  return `${nameOf(event)}: step ${step} of ${steps}${step === steps ? '' : `, ${duration(secondsLeft)} left of it`}`;
}

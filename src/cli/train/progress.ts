import { printableLine } from '../../files/printable.ts';
import type { RunEvent } from '../../run/directory/events.ts';
import { fromHere, invocation, quoted, shown } from '../invocation.ts';
import type { Output } from '../output.ts';
import { widthOf } from '../style.ts';
import { dialWords, duration, figures, metricParts, speed } from './words.ts';

/** Milliseconds between drawings of the live line, and between plain lines. */
const redrawEvery = 100;
const plainEvery = 5000;

type Step = Extract<RunEvent, { type: 'step' }>;

/**
 * Tells a person how a training goes on: in a terminal one line that is drawn again and again, with reports and pictures
 * above it; elsewhere plain lines, every few seconds.
 */
export class Progress {
  readonly #output: Output;
  readonly #now: () => number;
  #last = Number.NEGATIVE_INFINITY;
  #line = '';

  constructor(output: Output, now: () => number = () => performance.now()) {
    this.#output = output;
    this.#now = now;
  }

  on(event: RunEvent): void {
    if (event.type === 'step') this.#step(event);
    else if (event.type === 'end') this.clear();
    else {
      if (event.type === 'start') this.clear();
      const line = this.#lineOf(event);
      if (line !== undefined) this.say(line);
    }
    if (event.type === 'report') this.#last = this.#now();
  }

  #lineOf(event: Exclude<RunEvent, { type: 'step' | 'end' }>): string | undefined {
    const { dim, yellow, cyan, bold } = this.#output.noteStyle;
    switch (event.type) {
      case 'start': {
        const { kind, adapter, threads } = event.device;
        const gpu = adapter === undefined ? kind : `${kind}, ${adapter}`;
        const on = kind === 'cpu' ? `the CPU, ${threads} thread${threads === 1 ? '' : 's'}` : gpu;
        const from = event.from > 0 ? ` from step ${event.from.toLocaleString('en-US')}` : '';
        return `${bold(shown(event.directory))}${from} to step ${event.steps.toLocaleString('en-US')} on ${on}`;
      }
      case 'data':
        return event.found.map((line) => `  ${dim('data')}  ${printableLine(line)}`).join('\n');
      case 'stage': {
        const { step, stage, of, until, about } = event;
        const what = `${bold(`stage ${stage} of ${of}`)}${about === undefined ? '' : `, ${printableLine(about)},`}`;
        return `${stepLabel(step)}  ${what} to step ${until.toLocaleString('en-US')}`;
      }
      case 'dials': {
        const { step, values, scheduleSteps } = event;
        const turned = dialWords(values);
        const over =
          scheduleSteps === undefined ? [] : [`schedules over ${scheduleSteps.toLocaleString('en-US')} steps`];
        return `${stepLabel(step)}  ${dim('from here')} ${printableLine([...turned, ...over].join(', '))}`;
      }
      case 'paused':
        return `${stepLabel(event.step)}  ${yellow('paused')}`;
      case 'goes-on':
        return `${stepLabel(event.step)}  goes on`;
      case 'rollback': {
        const { step, at, why, times, of, rateFactor } = event;
        const rates = rateFactor === undefined ? '' : `, with learning rates times ${figures(rateFactor)}`;
        return `${stepLabel(at)}  ${yellow('diverged')}: ${printableLine(why)}; back to step ${step.toLocaleString('en-US')} (${times} of ${of})${rates}`;
      }
      case 'report':
        return `${stepLabel(event.step)}  ${metricParts(event.metrics).join('  ')}`;
      case 'snapshot':
        return `${stepLabel(event.step)}  ${dim('picture')} ${cyan(shown(event.path))}`;
      case 'checkpoint':
        // beside its picture a terminal need not show it
        if (this.#output.isLive) return undefined;
        return `${stepLabel(event.step)}  ${dim('checkpoint')} ${event.file}`;
      case 'test':
        return `${stepLabel(event.step)}  test accuracy ${(event.accuracy * 100).toFixed(2)} %`;
      case 'eval': {
        const { step, name, value, isBest, isEnough } = event;
        const words = isEnough ? dim('nothing better since: that is enough') : isBest ? cyan('the best so far') : '';
        return `${stepLabel(step)}  ${name} ${figures(value)}${words && `  ${words}`}`;
      }
      case 'finding': {
        const { step, name, message, directory } = event;
        const closer = dim(`a closer look: ${invocation()} doctor ${quoted(fromHere(directory))}`);
        return `${stepLabel(step)}  ${yellow(name)}: ${message}; ${closer}`;
      }
      case 'warning':
        return `${yellow('warning:')} ${printableLine(event.message)}`;
      case 'epoch':
        return undefined;
      default:
        return event satisfies never;
    }
  }

  /** How far the data have come: decoding or downloading, before the first step. */
  data({ stage, done, total }: { stage: string; done: number; total: number }): void {
    const amount = /^(download|checksums)$/.test(stage) ? `${mega(done)} of ${mega(total)} MB` : `${done} of ${total}`;
    this.#tick(`${stage === 'decode' ? 'reading pictures' : stage}: ${amount}`);
  }

  /** A line that stays. */
  say(text: string): void {
    this.#wipe();
    this.#output.note(text);
    this.#redraw();
  }

  /** Takes the live line away for good. */
  clear(): void {
    this.#wipe();
    this.#line = '';
  }

  #wipe(): void {
    if (this.#output.isLive && this.#line !== '') this.#output.draw('');
  }

  #step(event: Step): void {
    const { step, steps, metrics, imagesPerSecond, secondsLeft } = event;
    const percent = `${Math.floor((step / steps) * 100)} %`;
    const pace = speed(imagesPerSecond);
    const left = step === steps ? '' : `${duration(secondsLeft)} left`;
    if (!this.#output.isLive) {
      this.#tick([`step ${step}/${steps}`, percent, pace, left, ...metricParts(metrics)].filter(Boolean).join('  '));
      return;
    }
    this.#tick(this.#liveLine(event, { percent, pace, left }));
  }

  #liveLine({ step, steps, metrics }: Step, words: { percent: string; pace: string; left: string }): string {
    const { dim, cyan } = this.#output.noteStyle;
    const room = this.#output.columns - 1;
    const full = Math.round((step / steps) * 20);
    const bar = cyan('━'.repeat(full)) + dim('─'.repeat(20 - full));
    const counter = `${String(step).padStart(String(steps).length)}/${steps}`;
    const parts = [`${counter} ${bar} ${words.percent}`, words.pace, words.left, ...metricParts(metrics)];
    // what does not fit is left out from the end
    let line = '';
    for (const part of parts.filter((p) => p !== '')) {
      const longer = line === '' ? part : `${line}  ${part}`;
      if (widthOf(longer) > room) break;
      line = longer;
    }
    return line;
  }

  #tick(line: string): void {
    const now = this.#now();
    const isDue = now - this.#last >= (this.#output.isLive ? redrawEvery : plainEvery);
    if (this.#output.isLive) {
      this.#line = line;
      if (!isDue) return;
      this.#redraw();
    } else {
      if (!isDue) return;
      this.#output.note(line);
    }
    this.#last = now;
  }

  #redraw(): void {
    if (this.#output.isLive && this.#line !== '') this.#output.draw(this.#line);
  }
}

const stepLabel = (step: number): string => `step ${step.toLocaleString('en-US')}`;
const mega = (bytes: number): string => (bytes / 1e6).toFixed(1);

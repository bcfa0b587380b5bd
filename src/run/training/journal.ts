import { join } from 'node:path';
import type { Metrics } from '../../gan/index.ts';
import type { RunConfig } from '../config/config.ts';
import type { RunEvent } from '../directory/events.ts';
import { type JsonLine, JsonLines, readLastLines, readThinnedLines } from '../directory/jsonl.ts';
import { Pace } from './pace.ts';

export interface JournalOptions {
  readonly directory: string;
  readonly config: Pick<RunConfig, 'steps' | 'report'>;
  /** Steps that are done: what was written of later ones is cut away. */
  readonly from: number;
  readonly stepsPerEpoch: number;
  /** Examples that a step counts as, for speed. */
  readonly batch: number;
  readonly on: ((event: RunEvent) => void) | undefined;
}

/** What a run writes down while it trains, `metrics.jsonl` and `events.jsonl`, and tells whoever listens. */
export class Journal {
  readonly #options: JournalOptions;
  readonly #metricsFile: string;
  readonly #metrics: JsonLines;
  readonly #events: JsonLines;
  readonly #pace: Pace;
  /** The lines that the means of a report or an epoch are taken over, and some before them. */
  readonly #recent: Metrics[];
  readonly #window: number;

  constructor(options: JournalOptions) {
    const { directory, config, from, stepsPerEpoch, batch } = options;
    this.#options = options;
    this.#metricsFile = join(directory, 'metrics.jsonl');
    this.#metrics = JsonLines.open(this.#metricsFile, { cutAfterStep: from });
    this.#events = JsonLines.open(join(directory, 'events.jsonl'), { cutAfterStep: from });
    this.#pace = new Pace(batch);
    this.#window = Math.min(config.steps, Math.max(stepsPerEpoch, config.report.every));
    this.#recent = readLastLines(this.#metricsFile, this.#window) as Metrics[];
  }

  /** Tells whoever listens. */
  tell(event: RunEvent): void {
    this.#options.on?.(event);
  }

  /** Tells it, and writes it down with its step. */
  note(event: RunEvent & { readonly step: number }, line: JsonLine = event): void {
    this.#events.append(line);
    this.tell(event);
  }

  warn(step: number, message: string): void {
    this.#events.append({ type: 'warning', step, message });
    this.tell({ type: 'warning', message });
  }

  /** Writes down a step's metrics, with the epoch and the report that end with it. */
  step(step: number, metrics: Metrics, seconds: number): void {
    const { config, stepsPerEpoch } = this.#options;
    const { steps, report } = config;
    const { imagesPerSecond, secondsLeft } = this.#pace.step(seconds, steps - step);
    const line = { step, ...metrics, imagesPerSecond: Math.round(imagesPerSecond * 10) / 10 };
    this.#metrics.append(line);
    this.#remember(line);
    this.tell({ type: 'step', step, steps, metrics, imagesPerSecond, secondsLeft });
    if (step % stepsPerEpoch === 0)
      this.tell({ type: 'epoch', epoch: step / stepsPerEpoch, step, metrics: meansOf(this.#recent, stepsPerEpoch) });
    if (step % report.every === 0 || step === steps) {
      const since = step % report.every || report.every;
      const reported = report.as === 'means' ? meansOf(this.#recent, since) : metrics;
      this.note({ type: 'report', step, metrics: reported }, { type: 'report', step, ...reported });
    }
  }

  #remember(line: Metrics): void {
    this.#recent.push(line);
    if (this.#recent.length > 2 * this.#window) this.#recent.splice(0, this.#recent.length - this.#window);
  }

  /** Waits until the metrics are on the disk. */
  sync(): void {
    this.#metrics.sync();
  }

  /** Metrics from the first step on, thinned, to draw from. */
  series(): readonly JsonLine[] {
    return readThinnedLines(this.#metricsFile, 5000);
  }

  close(): void {
    this.#metrics.close();
    this.#events.close();
  }
}

/** Means of the numbers in the last `count` lines. */
function meansOf(lines: readonly Metrics[], count: number): Metrics {
  const last = lines.slice(-count);
  const { step: _, imagesPerSecond: __, ...names } = last.at(-1) ?? {};
  return Object.fromEntries(
    Object.keys(names).map((n) => [n, last.reduce((sum, l) => sum + (l[n] ?? 0), 0) / last.length]),
  );
}

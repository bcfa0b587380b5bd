import { join } from 'node:path';
import type { Metrics } from '../../gan/index.ts';
import type { StageConfig } from '../config/stages.ts';
import type { RunEvent } from '../directory/events.ts';
import { type JsonLine, JsonLines } from '../directory/jsonl.ts';
import { readLinesFrom } from '../directory/steps.ts';
import { ThinnedLines } from '../directory/thinned.ts';
import type { TensorBoardLog } from '../tensorboard/log.ts';
import { Means } from './means.ts';
import { Pace } from './pace.ts';

export interface JournalOptions {
  readonly directory: string;
  readonly config: Pick<StageConfig, 'steps' | 'report' | 'stage'>;
  /** Steps that are done: what was written of later ones is cut away. */
  readonly from: number;
  readonly stepsPerEpoch: number;
  /** Examples that a step counts as, for speed. */
  readonly batch: number;
  readonly on: ((event: RunEvent) => void) | undefined;
  /** Is told each step too. */
  readonly log?: TensorBoardLog | undefined;
}

/** Curves are drawn from so many lines: several for each column of the picture. */
const seriesLength = 6000;

/**
 * What a run writes down while it trains, `metrics.jsonl` and `events.jsonl`, and tells whoever listens. Of what was
 * written it holds a bounded number of lines and some means, however long the run is.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #metrics: JsonLines;
  readonly #events: JsonLines;
  readonly #pace: Pace;
  readonly #series: ThinnedLines;
  readonly #ofEpoch: Means;
  readonly #ofReport: Means;
  #reached: number;

  constructor(options: JournalOptions) {
    const { directory, config, from, stepsPerEpoch, batch } = options;
    const metricsFile = join(directory, 'metrics.jsonl');
    this.#options = options;
    this.#reached = from;
    // a beginning is told once, however often a run begins
    const cutAfterStep = from === 0 ? -1 : from;
    this.#metrics = JsonLines.open(metricsFile, { cutAfterStep });
    this.#events = JsonLines.open(join(directory, 'events.jsonl'), { cutAfterStep });
    this.#pace = new Pace(batch);
    this.#series = ThinnedLines.read(metricsFile, seriesLength);
    this.#ofEpoch = new Means(stepsPerEpoch);
    this.#ofReport = new Means(config.report.every);
    this.#goOn(metricsFile, from);
  }

  /** Adds up the epoch and the report that the run was interrupted in. */
  #goOn(metricsFile: string, from: number): void {
    const begun = [this.#ofEpoch, this.#ofReport].map((means) => ({ means, after: from - means.begunAt(from) }));
    const first = Math.min(...begun.map(({ after }) => after));
    if (first === from) return;
    for (const { step, stage: _, imagesPerSecond: __, rates: ___, ...metrics } of readLinesFrom(metricsFile, first + 1))
      for (const { means, after } of begun) if ((step as number) > after) means.add(step as number, metrics as Metrics);
  }

  /** The last step that is written down. */
  get reached(): number {
    return this.#reached;
  }

  /** Tells whoever listens. */
  tell(event: RunEvent): void {
    this.#options.on?.(event);
  }

  /** Tells it, and writes it down with its step. */
  note(event: RunEvent & { readonly step: number }, line: JsonLine & { readonly step: number } = event): void {
    this.write(line);
    this.tell(event);
  }

  /** Writes down what is told later, when it has come true. */
  write(line: JsonLine & { readonly step: number }): void {
    this.#events.append(line);
  }

  warn(step: number, message: string): void {
    this.#events.append({ type: 'warning', step, message });
    this.tell({ type: 'warning', message });
  }

  /** Writes down a step's metrics and learning rates, with the epoch and the report that end with it. */
  step(step: number, metrics: Metrics, rates: Readonly<Record<string, number>>, seconds: number): void {
    const { config, stepsPerEpoch } = this.#options;
    const { steps, report, stage } = config;
    const { imagesPerSecond, secondsLeft } = this.#pace.step(seconds, steps - step);
    const staged = stage.of > 1 && { stage: stage.number };
    const line = { step, ...staged, ...metrics, rates, imagesPerSecond: Math.round(imagesPerSecond * 10) / 10 };
    this.#metrics.append(line);
    this.#options.log?.step(line);
    this.#reached = step;
    this.#series.add(line);
    this.#ofEpoch.add(step, metrics);
    this.#ofReport.add(step, metrics);
    this.tell({ type: 'step', step, steps, metrics, imagesPerSecond, secondsLeft });
    if (step % stepsPerEpoch === 0)
      this.tell({ type: 'epoch', epoch: step / stepsPerEpoch, step, metrics: this.#ofEpoch.means() });
    if (step % report.every === 0 || step === steps) {
      const reported = report.as === 'means' ? this.#ofReport.means() : metrics;
      this.note({ type: 'report', step, metrics: reported }, { type: 'report', step, ...reported });
    }
  }

  /** Waits until the metrics are on the disk. */
  sync(): void {
    this.#metrics.sync();
  }

  /** Metrics from the first step on, thinned, to draw from. */
  series(): readonly JsonLine[] {
    return this.#series.lines();
  }

  close(): void {
    this.#metrics.close();
    this.#events.close();
  }
}

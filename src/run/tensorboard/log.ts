import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readWholeSync } from '../../files/reading.ts';
import type { JsonLine } from '../directory/jsonl.ts';
import { ownFolder } from '../directory/own.ts';
import { readSnapshot } from '../directory/snapshots.ts';
import { readEvaluation } from '../evaluation/evaluationFile.ts';
import { EventFile } from './eventFile.ts';
import { imageValue } from './png.ts';
import { valuesOfEvaluations, valuesOfStep } from './values.ts';

/**
 * What a training tells TensorBoard while it goes on, in the run's folder `tensorboard`, under the names that an export has:
 * the numbers of each step, its pictures, and what metrics gave.
 */
export class TensorBoardLog {
  readonly #directory: string;
  readonly #file: EventFile;

  private constructor(directory: string, file: EventFile) {
    this.#directory = directory;
    this.#file = file;
  }

  /** Whether a training has told TensorBoard of the run, and goes on to. */
  static isKeptBy(directory: string): boolean {
    return existsSync(join(directory, 'tensorboard'));
  }

  /** Begins after `from` steps: what was told of later ones no longer counts. */
  static open(directory: string, from: number): TensorBoardLog {
    return new TensorBoardLog(directory, EventFile.open(ownFolder(directory, 'tensorboard'), { from }));
  }

  step(line: JsonLine & { readonly step: number }): void {
    this.#file.write(line.step, valuesOfStep(line));
  }

  /** What it learns from, as it is drawn, if it is. */
  reals(): void {
    const path = join(this.#directory, 'reals.png');
    if (existsSync(path)) this.#picture(0, 'reals', readWholeSync(path, 'checkpoint', { limit: 2 ** 28 }));
  }

  /** The picture of a step, which is drawn, and what was told so far is on the disk. */
  snapshot(step: number): void {
    this.#picture(step, 'samples', readSnapshot(this.#directory, step));
    this.#file.sync();
  }

  /** What metrics gave at a step, which is kept. */
  evaluated(step: number): void {
    const values = valuesOfEvaluations([{ step, metrics: readEvaluation(this.#directory, step) }]);
    this.#file.write(step, values.get(step) ?? []);
  }

  #picture(step: number, tag: string, png: Uint8Array): void {
    const value = imageValue(tag, png);
    if (value) this.#file.write(step, [value]);
  }

  close(): void {
    this.#file.close();
  }
}

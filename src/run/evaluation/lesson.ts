import { join } from 'node:path';
import process from 'node:process';
import { newestReading } from '../../data/index.ts';
import { makeFolder } from '../../files/folders.ts';
import { halfMade } from '../../files/halfMade.ts';
import type { Batch, Judge, Lesson } from '../../metrics/metric.ts';
import { writeFileAtomic } from '../directory/atomic.ts';
import { discardRun } from '../directory/directory.ts';
import { type JudgePlan, judgeConfig, type trainJudge } from './ownJudge.ts';

/** What a classifier learns by, and how it is opened. */
interface Teaching {
  /** A folder for what is written meanwhile. */
  readonly folder: string;
  readonly range: readonly [number, number];
  readonly shape: readonly number[];
  readonly classes: readonly string[];
  /** As a judge of these data learns. */
  readonly plan: JudgePlan;
  /** Trains, and gives the run. */
  train(config: Parameters<typeof trainJudge>[0], folder: string): Promise<string>;
  open(run: string): Promise<Judge>;
}

let counter = 0;

/**
 * A classifier learns from samples as a judge does from real examples: the same network, seed and number of steps. The
 * samples are written as an IDX file of bytes, and all is taken away when it is closed.
 */
export class SampleLesson implements Lesson {
  readonly #teaching: Teaching;
  readonly #folder: string;
  readonly #settle: () => void;
  readonly #pictures: Uint8Array[] = [];
  readonly #labels: number[] = [];

  constructor(teaching: Teaching) {
    this.#teaching = teaching;
    this.#folder = join(teaching.folder, `${process.pid}-${++counter}.tmp`);
    this.#settle = halfMade(this.#folder);
  }

  get plan(): JudgePlan {
    return this.#teaching.plan;
  }

  get steps(): number {
    return this.plan.steps;
  }

  add({ data }: Batch, classes: readonly number[]): void {
    const [low, high] = this.#teaching.range;
    const scale = 255 / (high - low);
    this.#pictures.push(Uint8Array.from(data, (v) => Math.min(255, Math.max(0, Math.round((v - low) * scale)))));
    this.#labels.push(...classes);
  }

  async learn(): Promise<Judge> {
    const { range, shape, classes, plan, train, open } = this.#teaching;
    const samples = join(this.#folder, 'samples');
    const n = this.#labels.length;
    makeFolder(samples, { fix: 'choose another place for the cache: DUEL_CACHE=FOLDER, or XDG_CACHE_HOME=FOLDER' });
    writeFileAtomic(join(samples, 'train-labels-idx1-ubyte'), idx([n], [Uint8Array.from(this.#labels)]));
    writeFileAtomic(join(samples, 'train-images-idx4-ubyte'), idx([n, ...shape], this.#pictures));
    this.#pictures.length = 0;
    const data = { source: samples, range, reading: newestReading };
    return open(await train(judgeConfig(data, { shape, classes, count: n }, plan), this.#folder));
  }

  close(): void {
    discardRun(this.#folder);
    this.#settle();
  }
}

/** An IDX file of unsigned bytes. */
function idx(dims: readonly number[], parts: readonly Uint8Array[]): Uint8Array {
  const begin = 4 + 4 * dims.length;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, begin));
  const head = new DataView(bytes.buffer);
  head.setUint8(2, 8);
  head.setUint8(3, dims.length);
  dims.forEach((size, axis) => {
    head.setUint32(4 + 4 * axis, size);
  });
  let at = begin;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

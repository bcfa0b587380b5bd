import type { Dataset } from '../../data/dataset.ts';
import { type DataContext, openDataset } from '../../data/index.ts';
import { DuelError } from '../../errors.ts';
import type { State } from '../../gan/index.ts';
import type { Engine } from '../../runtime/engine.ts';
import { sizeOf } from '../../tensor/index.ts';
import { dataRequest, type RunConfig } from '../config/config.ts';
import { readPlayer } from '../directory/graphs.ts';
import { PlayerProgram } from '../sampling/sampler.ts';

/** Examples that are tested, at most, and at once. */
const most = 10_000;
const chunk = 500;

/** The test split of the data that a classifier learns from. */
export interface TestSplit {
  /** Undefined where there is none. */
  readonly test: Dataset | undefined;
  /** Why there is none, where there should be one. */
  readonly warning?: string;
}

/**
 * Opens the test split, once and before the first step: data that are broken are told of before there is anything to
 * lose, and a signal that ends the training finds nothing left to open. Data without one are as good as any; one that
 * cannot be had from here is a warning.
 */
export async function openTestSplit(config: RunConfig, context: DataContext): Promise<TestSplit> {
  try {
    return { test: await openDataset({ ...dataRequest(config.data), split: 'test' }, context) };
  } catch (cause) {
    if (!(cause instanceof DuelError)) throw cause;
    if (cause.code === 'data/no-split') return { test: undefined };
    const isAway = ['data/not-found', 'data/missing', 'data/no-network'].includes(cause.code);
    if (!isAway) throw cause;
    return { test: undefined, warning: `there will be no test accuracy: ${cause.message}` };
  }
}

/** A classifier's share of right answers on the first 10,000 examples of a test split, in [0, 1]. */
export async function testAccuracy(
  test: Dataset,
  {
    directory,
    config,
    classifier,
    engine,
    state,
  }: {
    readonly directory: string;
    readonly config: RunConfig;
    /** The player's name. */
    readonly classifier: string;
    readonly engine: Engine;
    readonly state: State;
  },
): Promise<number> {
  const program = await PlayerProgram.load(engine, readPlayer(directory, config, classifier));
  try {
    program.use(state);
    let right = 0;
    const count = Math.min(test.count, most);
    for (let at = 0; at < count; at += chunk) {
      const n = Math.min(chunk, count - at);
      const images = new Float32Array(n * sizeOf(test.shape));
      const labels = new Int32Array(n);
      await test.read(
        Array.from({ length: n }, (_, i) => at + i),
        images,
        { range: config.data.range, labels },
      );
      const { logits } = await program.run(images, n, n);
      right += countRight(logits!.data, labels);
    }
    return right / count;
  } finally {
    await program.close();
  }
}

function countRight(logits: Float32Array, labels: Int32Array): number {
  const classes = logits.length / labels.length;
  let right = 0;
  labels.forEach((label, i) => {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    if (row.every((v) => v <= row[label]!)) right++;
  });
  return right;
}

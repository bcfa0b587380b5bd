import type { Dataset } from '../../data/dataset.ts';
import type { State } from '../../gan/index.ts';
import type { Engine } from '../../runtime/engine.ts';
import { sizeOf } from '../../tensor/index.ts';
import type { StageConfig } from '../config/stages.ts';
import { readPlayer } from '../directory/graphs.ts';
import { PlayerProgram } from '../sampling/sampler.ts';

/** Examples that are tested, at most, and at once. */
const most = 10_000;
const chunk = 500;

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
    readonly config: StageConfig;
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
      const { logits } = await program.run(images, n, { chunk: n });
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

import { type DataContext, openDataset } from '../../data/index.ts';
import type { State } from '../../gan/index.ts';
import type { Engine } from '../../runtime/engine.ts';
import { sizeOf } from '../../tensor/index.ts';
import { dataRequest, type RunConfig } from '../config/config.ts';
import { readPlayer } from '../directory/graphs.ts';
import { PlayerProgram } from '../sampling/sampler.ts';

/** A classifier's share of right answers on the test split; undefined where the data have none. */
export async function testAccuracy(
  directory: string,
  config: RunConfig,
  classifier: string,
  engine: Engine,
  state: State,
  context: DataContext,
): Promise<number | undefined> {
  const test = await openDataset({ ...dataRequest(config.data), split: 'test' }, context).catch(() => undefined);
  if (!test) return undefined;
  const program = await PlayerProgram.load(engine, readPlayer(directory, config, classifier));
  program.use(state);
  let right = 0;
  const chunk = 500;
  const count = Math.min(test.count, 10_000);
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
  await program.close();
  await test.close();
  return right / count;
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

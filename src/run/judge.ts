import { join } from 'node:path';
import { type State, samplingPlayer } from '../gan/index.ts';
import { type Coverage, coverage } from '../metrics/coverage.ts';
import { openDevice } from '../runtime/node/worker.ts';
import { Checkpoints } from './checkpoints.ts';
import { readConfig } from './config.ts';
import { readPlayer } from './graphs.ts';
import { PlayerProgram } from './sampler.ts';

/**
 * Lets a trained classifier read what a trained generator makes.
 *
 * @param options.classifier directory of a `classifier` run
 * @param options.generator directory of a run with a generator of the same shape and range
 * @param options.n number of samples, from seeds 0 … n − 1; default 1000
 */
export async function judge(options: { classifier: string; generator: string; n?: number }): Promise<Coverage> {
  const engine = await openDevice('cpu');
  try {
    const load = async (directory: string, player: string) => {
      const program = await PlayerProgram.load(engine, readPlayer(directory, player));
      program.use(new Checkpoints(join(directory, 'checkpoints')).load('last').tensors as unknown as State);
      return program;
    };
    const generator = await load(options.generator, samplingPlayer(readConfig(options.generator).game)!);
    const classifier = await load(options.classifier, 'classifier');
    const n = options.n ?? 1000;
    const images = await generator.sample(Array.from({ length: n }, (_, i) => i));
    const { probabilities } = await classifier.run(images.data, n);
    return coverage(probabilities!.data, probabilities!.shape[1]!);
  } finally {
    await engine.close();
  }
}

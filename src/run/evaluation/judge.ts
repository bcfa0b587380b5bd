import { join } from 'node:path';
import { findDataset } from '../../data/index.ts';
import { DuelError } from '../../errors.ts';
import { classifierOf, playersOf, type State } from '../../gan/index.ts';
import type { Rows } from '../../metrics/linear/rows.ts';
import type { Batch, Extractor, Judge } from '../../metrics/metric.ts';
import { describe } from '../../nn/index.ts';
import type { Engine } from '../../runtime/engine.ts';
import { readConfig } from '../config/config.ts';
import { stageAt } from '../config/stages.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { readPlayer } from '../directory/graphs.ts';
import { readRunInfo } from '../directory/info.ts';
import { PlayerProgram } from '../sampling/sampler.ts';
import { lastKept } from './lastKept.ts';

/** A classifier that a run has trained. */
export interface RunJudge extends Judge, Extractor {
  readonly step: number;
  /** SHA-256 of its checkpoint: what tells it from others. */
  readonly hash: string;
  /** Says that another checkpoint was taken than its last, or that its graph was compiled anew. */
  readonly warning: string | undefined;
  close(): Promise<void>;
}

/**
 * Opens a run of the preset `classifier`, or of another game of one classifier, at its last checkpoint.
 *
 * @param range of the images that it will read; they are mapped to the range that it was trained on
 */
export async function openJudge(
  directory: string,
  engine: Engine,
  range: readonly [number, number],
): Promise<RunJudge> {
  const run = readConfig(directory);
  const classifier = classifierOf(run.game);
  if (classifier === undefined)
    throw new DuelError('usage', 'judge/no-classifier', 'this run has trained no classifier', {
      where: directory,
      fix: `choose the run of a classifier: duel train classifier --data ${run.data.source}`,
    });
  const checkpoint = new Checkpoints(join(directory, 'checkpoints')).load('last');
  const config = stageAt(run, checkpoint.step);
  const compiled = readPlayer(directory, config, classifier, { features: true });
  const program = await PlayerProgram.load(engine, compiled);
  program.use(checkpoint.tensors as unknown as State, { where: join(directory, 'checkpoints', checkpoint.file) });
  const names = classesOf(directory);
  const outputs = describe(playersOf(config.game)[classifier]!.network).outputShape.at(-1)!;
  const toOwn = mapping(range, config.data.range);
  const reading = lastKept(({ shape: [n = 0], data }: Batch) => program.run(toOwn(data), n));
  return {
    step: checkpoint.step,
    hash: checkpoint.sha256,
    warning: [checkpoint.warning, compiled.warning].filter(Boolean).join('; ') || undefined,
    shape: program.inputShape,
    classes: names.length > 0 ? names : Array.from({ length: outputs }, (_, k) => String(k)),
    async read(images) {
      return (await reading(images)).probabilities!.data;
    },
    async features(images): Promise<Rows> {
      const { shape, data } = (await reading(images)).features!;
      return { n: shape[0]!, width: shape[1]!, data };
    },
    close: () => program.close(),
  };
}

/** Names of the classes of a run's data, as far as the run or the data's name tells. */
export function classesOf(directory: string): readonly string[] {
  return readRunInfo(directory)?.classes ?? findDataset(readConfig(directory).data.source)?.classes ?? [];
}

/** Numbers of one range as those of another. */
function mapping(from: readonly [number, number], to: readonly [number, number]) {
  if (from[0] === to[0] && from[1] === to[1]) return (data: Float32Array) => data;
  const scale = (to[1] - to[0]) / (from[1] - from[0]);
  return (data: Float32Array) => data.map((v) => to[0] + (v - from[0]) * scale);
}

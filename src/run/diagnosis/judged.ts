import type { Dataset } from '../../data/dataset.ts';
import { codesOf, playersOf, roleOf, type State } from '../../gan/index.ts';
import { mannWhitney } from '../../metrics/statistics/mannWhitney.ts';
import { RandomStream } from '../../random/stream.ts';
import type { Engine } from '../../runtime/engine.ts';
import { sizeOf } from '../../tensor/index.ts';
import type { StageConfig } from '../config/stages.ts';
import { readPlayer } from '../directory/graphs.ts';
import { PlayerProgram } from '../sampling/sampler.ts';
import { mean } from './curves.ts';

/** What a discriminator says at a checkpoint, of examples as they are, without augmentation or noise. */
export interface Judged {
  /** Mean scores: of examples that it learned from, of others, of samples. */
  readonly real: number;
  readonly heldOut: number | undefined;
  readonly fake: number;
  /** Share of pairs of a real example and a sample in which the real one has the higher score. */
  readonly told: number;
  /**
   * Karras et al. 2020 (equation 1): how far new examples lie from those that it learned from, on the way to samples; 0
   * where it knows no difference, 1 where it takes new ones for samples.
   */
  readonly overfit: number | undefined;
  /** How sure it is that they differ, in standard deviations (Mann and Whitney's test). */
  readonly overfitZ: number | undefined;
}

export interface JudgedOptions {
  readonly config: StageConfig;
  readonly state: State;
  readonly engine: Engine;
  readonly dataset: Dataset;
  readonly test: Dataset | undefined;
  readonly samples: {
    readonly data: Float32Array;
    readonly classes?: readonly number[] | undefined;
    readonly n: number;
  };
}

const most = 1000;

/** The player that judges examples, the first where several do; undefined where none does. */
const judgingPlayer = ({ game }: StageConfig): string | undefined =>
  Object.keys(playersOf(game)).find((player) => roleOf(game, player).takes === 'images');

/** What D says of what; undefined where it takes other things than examples one by one, packs for example. */
export async function judgedBy(directory: string, options: JudgedOptions): Promise<Judged | undefined> {
  const { config, state, engine, dataset, test, samples } = options;
  const player = judgingPlayer(config);
  if (player === undefined) return undefined;
  const program = await PlayerProgram.load(engine, readPlayer(directory, config, player));
  try {
    if (program.inputShape.join() !== dataset.shape.join()) return undefined;
    program.use(state, { raw: true });
    const scoresOf = async (data: Float32Array, n: number, classes: ArrayLike<number> | undefined) => {
      const rows = Array.from({ length: n }, (_, i) => i);
      const told = codesOf(rows, program.codes, classes && Array.from(classes));
      const { logits } = await program.run(data, n, { ...(told.length > 0 && { told }), chunk: 250 });
      return logits === undefined ? undefined : meansOfRows(logits.data, n);
    };
    const scoresIn = async (data: Dataset) => {
      const n = Math.min(most, data.count);
      const indices = new RandomStream(0, 'judged').permutation(data.count).subarray(0, n);
      const out = new Float32Array(n * sizeOf(data.shape));
      const labels = new Int32Array(n);
      await data.read(indices, out, { range: config.data.range, ...(data.classes.length > 0 && { labels }) });
      return scoresOf(out, n, labels);
    };
    const fake = await scoresOf(samples.data, samples.n, samples.classes);
    const real = await scoresIn(dataset);
    if (!real || !fake) return undefined;
    const heldOut = test && test.count >= 50 ? await scoresIn(test) : undefined;
    const way = mean(real) - mean(fake);
    return {
      real: mean(real),
      fake: mean(fake),
      heldOut: heldOut && mean(heldOut),
      told: mannWhitney(real, fake).u / (real.length * fake.length),
      overfit: heldOut && (mean(real) - mean(heldOut)) / way,
      overfitZ: heldOut && mannWhitney(real, heldOut).z,
    };
  } finally {
    await program.close();
  }
}

/** One number for each example: of several, of patches for example, their mean. */
function meansOfRows(data: Float32Array, n: number): Float64Array {
  const each = data.length / n;
  return Float64Array.from({ length: n }, (_, i) => mean(data.subarray(i * each, (i + 1) * each)));
}

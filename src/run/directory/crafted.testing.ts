import { join } from 'node:path';
import { ring } from '../../data/embedded.ts';
import { emaName, type GameSpec, gan, playersOf } from '../../gan/index.ts';
import { adam, dense, describe, flatten, type Network, network } from '../../nn/index.ts';
import { sizeOf } from '../../tensor/index.ts';
import { parseConfig, plain } from '../config/config.ts';
import { stageAt } from '../config/stages.ts';
import { writeFileAtomic } from './atomic.ts';
import { Checkpoints } from './checkpoints.ts';
import { createRunDirectory } from './directory.ts';
import { writeGraphs } from './graphs.ts';
import { noteRunInfo } from './info.ts';

/** A run whose weights are known: what a training would leave, without one. */
export interface CraftedRun {
  readonly out: string;
  readonly name: string;
  readonly source: string;
  readonly range?: readonly [number, number];
  /** What else the configuration says of the data. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Of the data. */
  readonly shape: readonly number[];
  readonly classes: readonly string[];
  readonly game: GameSpec;
  readonly step: number;
  /** Values by tensor, e.g. 'generator/dense/kernel': a list, or a function of the position; parameters not named are 0. */
  readonly weights: Readonly<Record<string, readonly number[] | ((i: number) => number)>>;
}

/** Writes such a run and returns its directory. */
export function craftRun(run: CraftedRun): string {
  const directory = createRunDirectory(run.out, run.name);
  const config = parseConfig(
    plain({
      name: run.name,
      data: { source: run.source, range: run.range ?? [-1, 1], ...run.data },
      game: run.game,
      draw: 'replacement',
      seed: 0,
      steps: run.step,
      report: { every: 1, as: 'values' },
      snapshotEvery: 1,
      keep: 3,
      monitor: { rows: 1, columns: 1 },
    }),
    run.name,
  );
  writeFileAtomic(join(directory, 'config.json'), JSON.stringify(config));
  noteRunInfo(directory, config, { status: 'finished', step: run.step, classes: run.classes });
  writeGraphs(directory, stageAt(config, run.step), { shape: run.shape, classCount: run.classes.length });
  const state: Record<string, { shape: number[]; data: Float32Array }> = {};
  for (const [player, { network }] of Object.entries(playersOf(run.game)))
    for (const { name, shape } of describe(network).variables)
      for (const tensor of [`${player}/${name}`, emaName(`${player}/${name}`)]) {
        const given = run.weights[tensor];
        if (given === undefined && tensor.endsWith('.ema')) continue;
        const value = typeof given === 'function' ? given : (i: number) => given?.[i] ?? 0;
        state[tensor] = { shape: [...shape], data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => value(i)) };
      }
  new Checkpoints(join(directory, 'checkpoints')).save(run.step, state);
  return directory;
}

/** Players of a GAN whose discriminator does not matter. */
export const generatorGame = (generator: Network): GameSpec => {
  const { outputShape } = describe(generator);
  const optimizer = adam({ learningRate: 1e-3 });
  return gan({
    generator: { network: generator, optimizer },
    discriminator: { network: network(outputShape.slice(1), [flatten(), dense(1)]), optimizer },
    batch: { generator: 2, discriminator: 2 },
  });
};

/** A generator of points around (1, 0), a mode of the ring, with its deviation: z [2] → 0.01 z + (1, 0). */
export const oneMode = (out: string, weights: CraftedRun['weights'] = {}): string =>
  craftRun({
    out,
    name: 'one-mode',
    source: 'ring',
    shape: [2],
    classes: ring().classes,
    game: generatorGame(network([2], [dense(2)])),
    step: 12,
    weights: { 'generator/dense/kernel': [0.01, 0, 0, 0.01], 'generator/dense/bias': [1, 0], ...weights },
  });

import { folded, operationsOf } from '../../compile/operations.ts';
import { classCountOf, type DataShape, makersOf, playersOf } from '../../gan/index.ts';
import { applyOutputs, describe, type Network } from '../../nn/index.ts';
import { classifier } from '../../presets/own/classifier.ts';
import { input, type Tensor } from '../../tensor/index.ts';
import type { ConfigOptions, RunConfig } from '../config/config.ts';
import { stagesOf } from '../config/stages.ts';
import { readStepDescription } from '../directory/graphs.ts';
import { trainingStep } from './microbatch.ts';

/** Of a training's time what its measurements may add. */
const share = 0.05;
/** More are no better to look at, and each writes a checkpoint. */
const most = 100;
/**
 * What a measurement takes beside making samples and reading them, in operations that a step does in that time: distances,
 * resamples, the checkpoint and its picture.
 */
const beside = { pictures: 170e9, points: 30e9 };

/** The configuration with as many measurements as it can afford, where that was asked for. */
export function withAffordable(
  config: RunConfig,
  { evalEvery }: Pick<ConfigOptions, 'evalEvery'>,
  data: DataShape,
): RunConfig {
  const { evaluation } = config;
  return evalEvery === 'auto' && evaluation
    ? { ...config, evaluation: { ...evaluation, every: affordableEvery(config, data) } }
    : config;
}

/** The same of a run that goes on, whose examples are known from its compiled step. */
export function affordableFor(
  directory: string,
  config: RunConfig,
  asked: Pick<ConfigOptions, 'evalEvery'>,
): RunConfig {
  if (asked.evalEvery !== 'auto') return config;
  const { examples } = readStepDescription(directory, stagesOf(config).at(-1)!);
  return withAffordable(config, asked, { shape: examples[0]!.shape, classCount: classCountOf(config.game) ?? 0 });
}

/**
 * Steps between measurements that add a twentieth to a training's time at the most, counted in operations: the same for equal
 * configurations on any machine, as what is measured then has to be. At least one is made, at the end.
 */
export function affordableEvery(config: RunConfig, data: DataShape): number {
  const { steps } = config;
  const least = Math.ceil(operationsOfMeasurement(config) / operationsOfStep(config, data) / share);
  return evenly(steps, Math.min(most, Math.floor(steps / least)));
}

/** Steps between so many measurements or up to a half fewer, by which the last comes at the end if that can be. */
export function evenly(steps: number, times: number): number {
  for (let k = times; k > times / 2; k--) if (steps % k === 0) return steps / k;
  return Math.floor(steps / Math.max(1, times));
}

function operationsOfStep(config: RunConfig, data: DataShape): number {
  const last = stagesOf(config).at(-1)!;
  const step = trainingStep(last, data);
  return step ? Math.max(1, operationsOf(folded(step.outputs)).total) : 1;
}

function operationsOfMeasurement({ game, evaluation }: RunConfig): number {
  const [maker] = makersOf(game);
  if (maker === undefined) return 0;
  const { network } = playersOf(game)[maker]!;
  const [, ...shape] = describe(network).outputShape;
  const isPicture = shape.length === 3;
  const reader = isPicture ? operationsOfOne(judgeOf(shape)) : 0;
  const each = operationsOfOne(network) + reader;
  return evaluation!.n * each + (isPicture ? beside.pictures : beside.points);
}

/** What reads samples, as far as it costs anything. */
const judgeOf = (shape: readonly number[]): Network =>
  Object.values(playersOf(classifier.game({ shape, classCount: 10 }, {})))[0]!.network;

/** Operations of one example in inference mode. */
function operationsOfOne(network: Network): number {
  const variables = new Map(describe(network).variables.map(({ name, shape }) => [name, input(name, shape)]));
  const given = Object.entries(network.inputs).map(([name, shape]): [string, Tensor] => [
    name,
    input(name, [1, ...shape]),
  ]);
  const outputs = applyOutputs(network, Object.fromEntries(given), {
    training: false,
    variable: (name) => variables.get(name)!,
  });
  return operationsOf(folded(outputs)).total;
}

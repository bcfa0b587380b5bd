import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { compile, inferencePlan, type Plan, trainingPlan } from '../../compile/compile.ts';
import type { ModelBytes, Port } from '../../compile/onnxFormat.ts';
import { inspectModel, type Purpose, refused } from '../../compile/reading/inspect.ts';
import { DuelError } from '../../errors.ts';
import { type DataShape, inferenceGraph, playersOf, portNames, type StepDescription } from '../../gan/index.ts';
import { inputName, type Tensor, topologicalOrder } from '../../tensor/index.ts';
import type { StageConfig } from '../config/stages.ts';
import { trainingStep } from '../training/microbatch.ts';
import { writeFileAtomic } from './atomic.ts';
import { type PlayerDescription, playerSchema, stepSchema } from './descriptions.ts';
import { ownFolder } from './own.ts';
import { readRunFile, readRunJson } from './runFile.ts';

/**
 * The folder `graphs/` of a run: the compiled step, and each player for inference, with what feeds them. Of a run of several
 * stages each has such a folder in it, `graphs/stage-1/` and so on.
 */
export interface CompiledStep {
  readonly model: ModelBytes;
  readonly description: StepDescription;
}
export interface CompiledPlayer extends PlayerDescription {
  readonly model: ModelBytes;
  /** Shapes of the weights. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

/** Compiles a stage's graphs and writes them. The lowering plan that was chosen stays with the run. */
export function writeGraphs(directory: string, config: StageConfig, data: DataShape, plan: Plan = trainingPlan): void {
  const step = trainingStep(config, data);
  if (!step)
    throw new DuelError('usage', 'run/no-moves', 'the moves of this game are code, and its compiled step is not here', {
      where: directory,
      fix: 'train from the file that defines it',
    });
  const folder = ownGraphs(directory, config);
  for (const player of Object.keys(playersOf(config.game))) {
    const { outputs, weights, input, label, code, noise } = inferenceGraph(config.game, player);
    const told = { ...(label && { label }), ...(code && { code }), ...(noise && { noise }) };
    writeFileAtomic(join(folder, `${player}.onnx`), compile(outputs, inferencePlan).bytes);
    writeFileAtomic(join(folder, `${player}.json`), json({ player, input, ...told, weights }));
  }
  writeFileAtomic(join(folder, 'step.onnx'), compile(step.outputs, plan).bytes);
  // last: whoever sees it sees all
  writeFileAtomic(join(folder, 'step.json'), json({ plan, ...step.description }));
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

type Staged = Pick<StageConfig, 'stage'>;

/** Where a stage's graphs lie in the run. */
const graphsOf = ({ stage }: Staged): string => (stage.of === 1 ? 'graphs' : join('graphs', `stage-${stage.number}`));

/** The folder of a stage's graphs, made where it is missing. */
function ownGraphs(directory: string, { stage }: Staged): string {
  const graphs = ownFolder(directory, 'graphs');
  return stage.of === 1 ? graphs : ownFolder(graphs, `stage-${stage.number}`);
}

/** Whether a stage's graphs are all there. */
export const hasGraphs = (directory: string, stage: Staged): boolean =>
  existsSync(join(directory, graphsOf(stage), 'step.json'));

/** The compiled step of a stage, looked through: it takes and makes what its description says, and nothing else. */
export function readStep(directory: string, stage: Staged): CompiledStep {
  const folder = join(directory, graphsOf(stage));
  const description = readDescription(folder, 'step', stepSchema);
  return { model: readModel(folder, 'step', purposeOfStep(description)), description };
}

/** How the compiled step of a stage is fed. */
export const readStepDescription = (directory: string, stage: Staged): StepDescription =>
  readDescription(join(directory, graphsOf(stage)), 'step', stepSchema);

/**
 * A compiled player of a stage, looked through: its weights and inputs are those of its network in the configuration.
 *
 * @param options.noise false: compiled anew without what is random in sampling, where anything is. Default true
 */
export function readPlayer(
  directory: string,
  config: Pick<StageConfig, 'game' | 'stage'>,
  player: string,
  { noise = true }: { noise?: boolean | undefined } = {},
): CompiledPlayer {
  const folder = join(directory, graphsOf(config));
  const description = readDescription(folder, player, playerSchema);
  const graph = inferenceGraph(config.game, player);
  for (const key of ['input', 'label', 'code', 'noise', 'weights'] as const)
    if (!isDeepStrictEqual(description[key], plainly(graph[key])))
      throw refused(
        `what stands under '${key}' is not as the network in config.json has it`,
        graphFile(folder, player, 'json'),
      );
  if (graph.noise && !noise) {
    const { noise: _, ...plain } = description;
    const { bytes } = compile(inferenceGraph(config.game, player, { noise }).outputs, inferencePlan);
    return { ...plain, shapes: graph.shapes, model: bytes };
  }
  const port = (name: string, { shape, dtype }: Tensor): Port => ({ name, shape, dtype });
  const purpose = {
    inputs: topologicalOrder(Object.values(graph.outputs)).flatMap((t) => {
      const name = inputName(t);
      return name === undefined ? [] : [port(name, t)];
    }),
    outputs: Object.entries(graph.outputs).map(([name, t]) => port(name, t)),
  };
  return { ...description, shapes: graph.shapes, model: readModel(folder, player, purpose) };
}

const plainly = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

function purposeOfStep({ state, examples, noise, dials, metrics }: StepDescription): Purpose {
  const float = (name: string, shape: readonly number[]) => ({ name, shape, dtype: 'float32' as const });
  return {
    inputs: [
      ...state.map(({ name, shape }) => float(name, shape)),
      ...examples.flatMap(({ name, part, count, shape, labels }) => [
        float(portNames.examples(name, part), [count, ...shape]),
        ...(labels ? [{ name: portNames.labels(name), shape: [count], dtype: 'int32' as const }] : []),
      ]),
      ...noise.map(({ name, shape }) => float(portNames.noise(name), shape)),
      ...dials.map(({ name }) => float(portNames.dial(name), [])),
    ],
    outputs: [
      ...state.map(({ name, shape }) => float(portNames.next(name), shape)),
      ...metrics.map((name) => float(portNames.metric(name), [])),
    ],
  };
}

/** The largest model that ONNX' format holds. */
const largestModel = 2 ** 31 - 1;
const fix = "get the run again from where it came from; 'duel train RUN' makes its graphs anew once graphs/ is deleted";
const graphFile = (folder: string, name: string, ending: string) => join(folder, `${name}.${ending}`);

function readModel(folder: string, name: string, purpose: Purpose): ModelBytes {
  const path = graphFile(folder, name, 'onnx');
  return inspectModel(readRunFile(path, { fix, limit: largestModel }) ?? missing(path), purpose, path);
}

function readDescription<T>(folder: string, name: string, schema: z.ZodType<T>): T {
  const path = graphFile(folder, name, 'json');
  return readRunJson(path, schema, { fix }) ?? missing(path);
}

function missing(path: string): never {
  throw new DuelError('checkpoint', 'run/no-graph', 'a compiled graph of this run is missing', {
    where: path,
    fix: "'duel train RUN' makes it again, where the run's configuration allows it",
  });
}

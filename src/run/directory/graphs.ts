import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { compile, inferencePlan, type Plan, trainingPlan } from '../../compile/compile.ts';
import type { ModelBytes, Port } from '../../compile/onnxFormat.ts';
import { inspectModel, measureModel, type Purpose, refused } from '../../compile/reading/inspect.ts';
import { DuelError } from '../../errors.ts';
import { fromHere, pathWord } from '../../files/paths.ts';
import {
  type DataShape,
  type InferenceGraph,
  inferenceGraph,
  playersOf,
  portNames,
  type StepDescription,
} from '../../gan/index.ts';
import { inputName, type Tensor, topologicalOrder } from '../../tensor/index.ts';
import type { StageConfig } from '../config/stages.ts';
import { trainingStep } from '../training/microbatch.ts';
import { writeFileAtomic } from './atomic.ts';
import { type PlayerDescription, playerSchema, stepSchema } from './descriptions.ts';
import { isGraphAsMade, largestGraph } from './made.ts';
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
  /** Says that its file is not there as it was made, and that it was compiled anew for now. */
  readonly warning?: string;
}

/** A stage's graphs by name: its players, and the step, which comes last: whoever sees it sees all. */
export const graphNames = ({ game }: StageConfig): readonly string[] => [...Object.keys(playersOf(game)), 'step'];

/** The files of a graph by their paths in graphs/. */
export const graphFiles = (stage: Staged, name: string): readonly string[] =>
  ['onnx', 'json'].map((ending) => relative('graphs', graphFile(graphsOf(stage), name, ending)));

/** Compiles a stage's graphs and writes them. */
export function writeGraphs(directory: string, config: StageConfig, data: DataShape): void {
  for (const name of graphNames(config)) writeGraph(directory, config, name, data);
}

/** Compiles one of a stage's graphs and writes it. The lowering plan that was chosen stays with the run. */
export function writeGraph(
  directory: string,
  config: StageConfig,
  name: string,
  data: DataShape,
  plan: Plan = trainingPlan,
): void {
  const write = (outputs: Readonly<Record<string, Tensor>>, how: Plan, description: object) => {
    const folder = ownGraphs(directory, config);
    writeFileAtomic(graphFile(folder, name, 'onnx'), compile(outputs, how).bytes);
    writeFileAtomic(graphFile(folder, name, 'json'), json(description));
  };
  if (name !== 'step') {
    const graph = inferenceGraph(config.game, name);
    write(graph.outputs, inferencePlan, described(name, graph));
    return;
  }
  const step = trainingStep(config, data);
  if (!step)
    throw new DuelError(
      'usage',
      'run/no-moves',
      'the moves of this game are code, and the step that was compiled of them is not here as it was made',
      { where: directory, fix: 'train from the file that defines it' },
    );
  write(step.outputs, plan, { plan, ...step.description });
}

/** How a compiled player is fed. */
function described(player: string, { input, label, code, noise, weights }: InferenceGraph): PlayerDescription {
  const told = { ...(label && { label }), ...(code && { code }), ...(noise && { noise }) };
  return plainly({ player, input, ...told, weights }) as PlayerDescription;
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

/** The compiled step of a stage, looked through: it takes and makes what its description says, and nothing else. */
export function readStep(directory: string, stage: Staged): CompiledStep {
  const folder = join(directory, graphsOf(stage));
  for (const file of graphFiles(stage, 'step'))
    if (!isGraphAsMade(directory, file))
      throw refused('it is not the one that was made', join(directory, 'graphs', file));
  const description = readDescription(folder, 'step', stepSchema);
  return { model: readModel(folder, 'step', purposeOfStep(description)), description };
}

/** Bytes that the compiled step of a stage holds at once, with what it is fed with: a low count. */
export function bytesOfStep(directory: string, stage: Staged): number {
  const folder = join(directory, graphsOf(stage));
  const path = graphFile(folder, 'step', 'onnx');
  const bytes = readRunFile(path, { fix, limit: largestGraph }) ?? missing(path);
  return measureModel(bytes, purposeOfStep(readDescription(folder, 'step', stepSchema)), path);
}

/** How the compiled step of a stage is fed. */
export const readStepDescription = (directory: string, stage: Staged): StepDescription =>
  readDescription(join(directory, graphsOf(stage)), 'step', stepSchema);

/**
 * A compiled player of a stage, looked through: its weights and inputs are those of its network in the configuration.
 *
 * @param options.noise false: compiled anew without what is random in sampling, where anything is. Default true
 * @param options.features true: compiled anew with an output `features` beside the others. Default false
 */
export function readPlayer(
  directory: string,
  config: Pick<StageConfig, 'game' | 'stage'>,
  player: string,
  { noise = true, features = false }: { noise?: boolean | undefined; features?: boolean | undefined } = {},
): CompiledPlayer {
  const folder = join(directory, graphsOf(config));
  const graph = inferenceGraph(config.game, player);
  const isAsMade = graphFiles(config, player).every((file) => isGraphAsMade(directory, file));
  if (!isAsMade) {
    const anew = inferenceGraph(config.game, player, { noise, features });
    const { noise: _, ...plain } = described(player, graph);
    return {
      ...(noise ? described(player, graph) : plain),
      shapes: graph.shapes,
      model: compile(anew.outputs, inferencePlan).bytes,
      warning: `${fromHere(graphFile(folder, player, 'onnx'))} is not there as it was made: compiled anew from config.json for now; duel train ${pathWord(directory)} mends it`,
    };
  }
  const description = readDescription(folder, player, playerSchema);
  for (const key of ['input', 'label', 'code', 'noise', 'weights'] as const)
    if (!isDeepStrictEqual(description[key], plainly(graph[key])))
      throw refused(
        `what stands under '${key}' is not as the network in config.json has it`,
        graphFile(folder, player, 'json'),
      );
  if (features || (graph.noise && !noise)) {
    const { noise: drawn, ...plain } = description;
    const { bytes } = compile(inferenceGraph(config.game, player, { noise, features }).outputs, inferencePlan);
    return { ...plain, ...(noise && drawn && { noise: drawn }), shapes: graph.shapes, model: bytes };
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

const fix = "'duel train RUN' compiles it again from config.json";
const graphFile = (folder: string, name: string, ending: string) => join(folder, `${name}.${ending}`);

function readModel(folder: string, name: string, purpose: Purpose): ModelBytes {
  const path = graphFile(folder, name, 'onnx');
  return inspectModel(readRunFile(path, { fix, limit: largestGraph }) ?? missing(path), purpose, path);
}

function readDescription<T>(folder: string, name: string, schema: z.ZodType<T>): T {
  const path = graphFile(folder, name, 'json');
  return readRunJson(path, schema, { fix }) ?? missing(path);
}

function missing(path: string): never {
  throw new DuelError('checkpoint', 'run/no-graph', 'a compiled graph of this run is missing', {
    where: path,
    fix,
  });
}

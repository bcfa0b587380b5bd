import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compile, inferencePlan, type Plan, trainingPlan } from '../../compile/compile.ts';
import { DuelError } from '../../errors.ts';
import { readWholeSync } from '../../files/reading.ts';
import { type InferenceGraph, inferenceGraph, playersOf, type StepDescription } from '../../gan/index.ts';
import type { RunConfig } from '../config/config.ts';
import { trainingStep } from '../training/microbatch.ts';
import { makeFolder, writeFileAtomic } from './atomic.ts';

/** The folder `graphs/` of a run: the compiled step, and each player for inference, with what feeds them. */
export interface CompiledStep {
  readonly model: Uint8Array;
  readonly description: StepDescription;
}
export interface CompiledPlayer {
  readonly model: Uint8Array;
  readonly player: string;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly label?: InferenceGraph['label'];
  readonly code?: InferenceGraph['code'];
  readonly weights: readonly string[];
}

/** Compiles a run's graphs and writes them. The lowering plan that was chosen stays with the run. */
export function writeGraphs(
  directory: string,
  config: RunConfig,
  data: { shape: readonly number[]; classCount: number },
  plan: Plan = trainingPlan,
): void {
  const step = trainingStep(config, data);
  if (!step)
    throw new DuelError('usage', 'run/no-moves', 'the moves of this game are code, and its compiled step is not here', {
      where: directory,
      fix: 'train from the file that defines it',
    });
  const folder = join(directory, 'graphs');
  makeFolder(folder);
  for (const player of Object.keys(playersOf(config.game))) {
    const { outputs, weights, input, label, code } = inferenceGraph(config.game, player);
    const told = { ...(label && { label }), ...(code && { code }) };
    writeFileAtomic(join(folder, `${player}.onnx`), compile(outputs, inferencePlan).bytes);
    writeFileAtomic(join(folder, `${player}.json`), json({ player, input, ...told, weights }));
  }
  writeFileAtomic(join(folder, 'step.onnx'), compile(step.outputs, plan).bytes);
  // last: whoever sees it sees all
  writeFileAtomic(join(folder, 'step.json'), json({ plan, ...step.description }));
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Whether a run's graphs are all there. */
export const hasGraphs = (directory: string): boolean => existsSync(join(directory, 'graphs', 'step.json'));

export function readStep(directory: string): CompiledStep {
  const { plan: _, ...description } = readJson(directory, 'step.json') as StepDescription & { plan: Plan };
  return { model: readModel(directory, 'step.onnx'), description };
}

export function readPlayer(directory: string, player: string): CompiledPlayer {
  const description = readJson(directory, `${player}.json`) as Omit<CompiledPlayer, 'model'>;
  return { ...description, model: readModel(directory, `${player}.onnx`) };
}

function readModel(directory: string, file: string): Uint8Array {
  return read(join(directory, 'graphs', file));
}

function readJson(directory: string, file: string): unknown {
  return JSON.parse(new TextDecoder().decode(read(join(directory, 'graphs', file))));
}

function read(path: string): Uint8Array {
  try {
    return new Uint8Array(readWholeSync(path, 'checkpoint'));
  } catch (cause) {
    if (cause instanceof DuelError) throw cause;
    throw new DuelError('checkpoint', 'run/no-graph', 'a compiled graph of this run is missing', {
      where: path,
      fix: "'duel train RUN' makes it again, where the run's configuration allows it",
      cause,
    });
  }
}

import { Buffer } from 'node:buffer';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { compile, inferencePlan } from '../compile/compile.ts';
import type { OnnxModel, OnnxOptions } from '../compile/onnx.ts';
import { compileOpen } from '../compile/open.ts';
import { DuelError } from '../errors.ts';
import { halfMade } from '../files/halfMade.ts';
import { fileProblem } from '../files/problem.ts';
import { thingOf } from '../files/reading.ts';
import {
  type InferenceGraph,
  inferenceGraph,
  mainDirections,
  makersOf,
  playersOf,
  portNames,
  type State,
  type StepDescription,
  type Translator,
  translatorsOf,
  weightsOf,
} from '../gan/index.ts';
import { describe, type Network } from '../nn/index.ts';
import { nextName } from '../runtime/engine.ts';
import { version } from '../version.ts';
import { type RunConfig, readConfig } from './config/config.ts';
import { type StageConfig, stageAt } from './config/stages.ts';
import { type CheckpointChoice, Checkpoints } from './directory/checkpoints.ts';
import { readStep } from './directory/graphs.ts';
import { readRunInfo } from './directory/info.ts';
import { encodeSafetensors, type StoredTensor } from './directory/safetensors.ts';
import { stateFor } from './directory/state.ts';
import { writeOut } from './output/outputFile.ts';
import { networkAt, sizeRule } from './translating/sizes.ts';

export interface ExportOptions {
  readonly checkpoint?: CheckpointChoice | undefined;
  /** The weights as trained, not their average. */
  readonly raw?: boolean | undefined;
  /** The player. Default: the one that makes samples, else the only one. */
  readonly net?: string | undefined;
  /** False: without what is random in sampling beside the latents, which is an input otherwise. Default true. */
  readonly noise?: boolean | undefined;
}

/** A network as a file's content. */
export interface EncodedNetwork {
  readonly net: string;
  readonly step: number;
  readonly bytes: Uint8Array;
}

/** The training step as the content of files, by their names. */
export interface EncodedStep {
  readonly step: number;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

export interface Exported {
  readonly path: string;
  readonly step: number;
  readonly files: readonly string[];
}

/** A checkpoint of a run, opened to be shipped. */
interface Source {
  readonly directory: string;
  /** As it is at the checkpoint. */
  readonly config: StageConfig;
  readonly step: number;
  readonly state: State;
  /** That the state comes from. */
  readonly file: string;
  /** Names of the data's classes; empty where there are none. */
  readonly classes: readonly string[];
}

function open(directory: string, checkpoint: CheckpointChoice = 'last'): Source {
  const run = readConfig(directory);
  const checkpoints = new Checkpoints(join(directory, 'checkpoints'));
  const { step, tensors, file } = checkpoints.load(checkpoint);
  const config = stageAt(run, step);
  const classes = readRunInfo(directory)?.classes ?? [];
  const state = tensors as unknown as State;
  return { directory, config, step, state, classes, file: join(checkpoints.folder, file) };
}

/** The networks of a run that make samples of latents, by name. */
export const makersIn = ({ game }: RunConfig): readonly string[] => makersOf(game);

/** Those that make pictures from pictures, one for each direction. */
export const translatingIn = ({ game }: RunConfig): readonly string[] =>
  translatorsOf(game).map(({ player }) => player);

/** The networks of a run by name, the one that is exported unless another is named first. */
export function exportable(config: RunConfig): string[] {
  const names = Object.keys(playersOf(config.game));
  const makers = [...makersOf(config.game), ...translatorsOf(config.game).map(({ player }) => player)];
  return [...new Set([...makers, ...names])];
}

function playerOf(config: RunConfig, net: string | undefined, where: string): string {
  const names = exportable(config);
  const player = net ?? names[0]!;
  if (names.includes(player)) return player;
  throw new DuelError('usage', 'export/net', `this run has no network '${player}'`, {
    where,
    fix: `choose one of ${names.join(', ')}`,
  });
}

/** What every exported network says of itself. */
function metadataOf(
  { config, step, state, classes }: Source,
  player: string,
  { weights, code, noise }: InferenceGraph,
  raw: boolean,
  isFree?: boolean,
) {
  const { network } = playersOf(config.game)[player]!;
  const shape = Object.values(network.inputs)[0]!;
  const makes = makersOf(config.game).includes(player);
  const translator = translatorsOf(config.game).find((translator) => translator.player === player);
  const isAveraged = !raw && weights.some((name) => `${name}.ema` in state);
  return {
    'duel.version': version,
    'duel.preset': config.name,
    'duel.network': player,
    'duel.step': String(step),
    'duel.weights': isAveraged ? 'average' : 'trained',
    'duel.layout': 'NHWC',
    'duel.range': JSON.stringify(config.data.range),
    ...(config.data.scaling && { 'duel.scaling': JSON.stringify(config.data.scaling) }),
    ...(config.data.columns && { 'duel.columns': JSON.stringify(config.data.columns) }),
    'duel.data': basename(config.data.source),
    'duel.input.shape': JSON.stringify(shape),
    ...(network.inputs.label && {
      'duel.labels': JSON.stringify({ encoding: 'one-hot', shape: network.inputs.label }),
    }),
    ...(noise && { 'duel.noise': JSON.stringify(noise) }),
    ...(code && { 'duel.codes': JSON.stringify(code) }),
    'duel.output.shape': JSON.stringify(describe(network).outputShape.slice(1)),
    ...(makes && { 'duel.latents': JSON.stringify({ distribution: 'normal', mean: 0, deviation: 1, shape }) }),
    ...(translator && { 'duel.translates': JSON.stringify(translationOf(config, translator, network, isFree)) }),
    'duel.classes': JSON.stringify(classes),
  };
}

/** The main directions of a generator's latents, for sliders; rounded, since nothing is computed with them again. */
function directionsOf({ config }: Source, player: string, weights: State): number[][] {
  const own = Object.entries(weights).map(([name, tensor]) => [name.slice(player.length + 1), tensor]);
  const directions = mainDirections(playersOf(config.game)[player]!.network, Object.fromEntries(own));
  return directions.map((direction) => [...direction].map((v) => Math.round(v * 1e4) / 1e4));
}

/** What a network makes pictures of, and of which sizes: of others than it was trained on where the file takes any. */
function translationOf(
  { data }: RunConfig,
  { name, from, to }: Translator,
  network: Network,
  isFree: boolean | undefined,
) {
  const { pairs } = data;
  const sizes = sizeRule(network);
  return {
    direction: name,
    from: from.domain ?? from.part ?? 'input',
    to: to.domain ?? to.part ?? 'target',
    ...(from.part === 'input' && pairs && { pairs }),
    sizes: { ...sizes, isFree: isFree ?? sizes.isFree },
  };
}

/**
 * A network as one ONNX file with its weights inside, for batches of any size. A generator takes `latents` and
 * gives `images` (NHWC, in the range that the metadata name); a discriminator takes `images` and gives `logits`, and
 * `probabilities`, P(real), where its loss means one; one that is an autoencoder gives `reconstructions`.
 */
export function encodeOnnx(directory: string, options: ExportOptions = {}): EncodedNetwork {
  const source = open(directory, options.checkpoint);
  const player = playerOf(source.config, options.net, directory);
  const graph = inferenceGraph(source.config.game, player, { noise: options.noise });
  const { outputs } = graph;
  const weights = weightsOf(source.state, graph, { raw: options.raw, where: source.file });
  const directions = makersOf(source.config.game).includes(player) && {
    'duel.directions': JSON.stringify(directionsOf(source, player, weights)),
  };
  const aboutOf = (isFree: boolean) => ({
    weights,
    metadata: { ...metadataOf(source, player, graph, options.raw ?? false, isFree), ...directions },
    name: player,
  });
  const model =
    ofAnySize(source.config, player, graph, aboutOf(true), options) ?? compile(outputs, inferencePlan, aboutOf(false));
  return { net: player, step: source.step, bytes: model.bytes };
}

/** A translator whose pictures may have any height and width, where its layers allow that. */
function ofAnySize(
  { game }: RunConfig,
  player: string,
  { outputs, input }: InferenceGraph,
  about: OnnxOptions,
  { noise }: ExportOptions,
): OnnxModel | undefined {
  if (!translatorsOf(game).some((translator) => translator.player === player)) return undefined;
  const { network } = playersOf(game)[player]!;
  const { isFree, multiple, trained } = sizeRule(network);
  if (!isFree) return undefined;
  const size = trained.map((side, i) => (Math.ceil(side / multiple) + i + 1) * multiple) as [number, number];
  const other = inferenceGraph(game, player, { noise, network: networkAt(network, size)! });
  return compileOpen(outputs, other.outputs, input.name, about);
}

/** A network's weights alone as safetensors, under the names that config.json's layers give them. */
export function encodeWeights(directory: string, options: ExportOptions = {}): EncodedNetwork {
  const source = open(directory, options.checkpoint);
  const player = playerOf(source.config, options.net, directory);
  const graph = inferenceGraph(source.config.game, player);
  const tensors = weightsOf(source.state, graph, { raw: options.raw, where: source.file }) as unknown as Record<
    string,
    StoredTensor
  >;
  const metadata = metadataOf(source, player, graph, options.raw ?? false);
  return { net: player, step: source.step, bytes: encodeSafetensors(tensors, metadata) };
}

/**
 * The training step itself: a folder with `step.onnx`, the state that it goes on from (`state.safetensors`), and
 * `step.json`, which says how to feed it. Any language with ONNX Runtime trains with it.
 */
export function encodeStep(directory: string, options: Pick<ExportOptions, 'checkpoint'> = {}): EncodedStep {
  const source = open(directory, options.checkpoint);
  const { model, description } = readStep(directory, source.config);
  const state = stateFor(description, source.state, source.file) as unknown as Record<string, StoredTensor>;
  const metadata = { 'duel.version': version, 'duel.preset': source.config.name, 'duel.step': String(source.step) };
  const files = {
    'step.onnx': model,
    'step.json': Buffer.from(`${JSON.stringify(stepJson(source, description), null, 2)}\n`),
    'state.safetensors': encodeSafetensors(state, metadata),
  };
  return { step: source.step, files };
}

/** Writes what `encodeOnnx` makes. */
export const exportOnnx = (directory: string, path: string, options: ExportOptions = {}): Promise<Exported> =>
  written(path, encodeOnnx(directory, options));

/** Writes what `encodeWeights` makes. */
export const exportWeights = (directory: string, path: string, options: ExportOptions = {}): Promise<Exported> =>
  written(path, encodeWeights(directory, options));

const written = async (path: string, { step, bytes }: EncodedNetwork): Promise<Exported> => ({
  path,
  step,
  files: [await writeOut(path, bytes)],
});

/** Writes what `encodeStep` makes into a folder of its own. */
export async function exportStep(directory: string, path: string, options: ExportOptions = {}): Promise<Exported> {
  const { step, files } = encodeStep(directory, options);
  await writeFolder(path, files);
  return { path, step, files: Object.keys(files).map((file) => join(path, file)) };
}

function stepJson({ config, step }: Source, description: StepDescription) {
  const { next: _, ...ports } = portNames;
  return {
    format: 'duel-step',
    version: 1,
    duel: version,
    preset: config.name,
    step,
    steps: config.steps,
    seed: config.seed,
    use: [
      'Feed step.onnx with every tensor of state.safetensors under its own name and with the inputs listed here.',
      "It returns 'next/NAME' for each of them, which takes the place of NAME in the next step, and the metrics.",
      "Examples are NHWC, mapped to 'range'; noise is drawn anew for each step; dials are scalars that follow 'value'.",
    ],
    range: config.data.range,
    ...(config.data.scaling && { scaling: config.data.scaling }),
    draw: config.draw,
    inputs: {
      state: description.state.map(({ name, shape }) => ({ name, shape, type: 'float32', next: nextName(name) })),
      examples: description.examples.map(({ name, count, shape, labels, domain, part }) => ({
        name: ports.examples(name, part),
        shape: [count, ...shape],
        type: 'float32',
        ...(domain !== undefined && { domain }),
        ...(part !== undefined && { part, examples: name }),
        ...(labels && { labels: { name: ports.labels(name), shape: [count], type: 'int32' } }),
      })),
      noise: description.noise.map(({ name, kind, shape }) => ({
        name: ports.noise(name),
        shape,
        type: 'float32',
        distribution: kind === 'normal' ? 'N(0, 1)' : 'U[0, 1)',
      })),
      dials: description.dials.map(({ name, value }) => ({
        name: ports.dial(name),
        shape: [],
        type: 'float32',
        value,
      })),
    },
    outputs: { metrics: description.metrics.map((name) => ports.metric(name)) },
  };
}

/** What the user named cannot be written. */
const unwritable = { kind: 'usage', fix: 'choose another place with --out' } as const;

/**
 * A folder that is made whole or not at all. Into one that is there, the files are written one after the other, each
 * whole, the last one last; one that holds something else is left alone.
 */
export async function writeFolder(path: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  const target = resolve(path);
  assertReplaceable(target, new Set(Object.keys(files)));
  if (existsSync(target)) {
    for (const [name, content] of Object.entries(files)) await writeOut(join(target, name), content);
    return;
  }
  const temporary = join(dirname(target), `.tmp-${process.pid}-${basename(target)}`);
  const settle = halfMade(temporary);
  try {
    rmSync(temporary, { recursive: true, force: true });
    for (const [name, content] of Object.entries(files)) await writeOut(join(temporary, name), content);
    renameSync(temporary, target);
  } catch (cause) {
    throw fileProblem(cause, path, { doing: 'write', ...unwritable });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
    settle();
  }
}

/** Throws where no folder is, or one that holds something else than files of these names, which are replaced. */
export function assertReplaceable(target: string, known: ReadonlySet<string>): void {
  const info = statSync(target, { throwIfNoEntry: false });
  if (info === undefined) return;
  if (!info.isDirectory())
    throw new DuelError('usage', 'export/not-a-folder', `this is ${thingOf(info)}, and a folder is to be written`, {
      where: target,
      fix: 'choose a folder that is not there yet with --out',
    });
  const other = readdirSync(target).find((name) => !known.has(name));
  if (other === undefined) return;
  throw new DuelError('usage', 'export/not-empty', `something else is there already: ${other}`, {
    where: target,
    fix: 'choose a folder that is not there yet with --out',
  });
}

import { applyNetwork, describe, type Network } from '../nn/index.ts';
import { RandomStream } from '../random/stream.ts';
import { anyBatch, input, sigmoid, sizeOf, softmax, type Tensor } from '../tensor/index.ts';
import { type Codes, codeWidth } from './conditioning/codes.ts';
import { codeInput, labelInput } from './conditioning/conditioning.ts';
import type { State } from './initialState.ts';
import { adversarialLoss } from './losses/index.ts';
import { type GameSpec, playersOf } from './spec.ts';
import { emaName } from './stepBuilder.ts';

/** A player's network in inference mode, for batches of any size; its weights are inputs of the graph. */
export interface InferenceGraph {
  readonly player: string;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  /** One-hot labels, where the network is told the class. */
  readonly label?: { readonly name: string; readonly shape: readonly number[] };
  /** Codes, where the network is told any. */
  readonly code?: { readonly name: string; readonly shape: readonly number[] } & Codes;
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Graph input names of the weights. */
  readonly weights: readonly string[];
}

/** What a player's input and outputs are called, by the part it plays. */
function roleOf(game: GameSpec, player: string): { input: string; outputs: (y: Tensor) => Record<string, Tensor> } {
  if (player === samplingPlayer(game)) return { input: 'latents', outputs: (y) => ({ images: y }) };
  if (game.type === 'classifier')
    return { input: 'images', outputs: (y) => ({ logits: y, probabilities: softmax(y) }) };
  if (game.type === 'gan') {
    const loss = adversarialLoss(game.loss);
    if (loss.reconstructionError) return { input: 'images', outputs: (y) => ({ reconstructions: y }) };
    const probabilityReal = loss.sees === 'one' ? loss.probabilityReal : undefined;
    return {
      input: 'images',
      outputs: (y) => ({ logits: y, ...(probabilityReal && { probabilities: probabilityReal(y) }) }),
    };
  }
  return { input: 'images', outputs: (y) => ({ logits: y, probabilities: sigmoid(y) }) };
}

/** The player that makes samples; undefined in a game that makes none. */
export function samplingPlayer(game: GameSpec): string | undefined {
  if (game.type === 'gan') return 'generator';
  if (game.type === 'classifier') return undefined;
  return game.generator in game.players ? game.generator : undefined;
}

/** Builds a player's inference graph: latents to images, or images to logits and probabilities. */
export function inferenceGraph(game: GameSpec, player: string): InferenceGraph {
  const network: Network = (playersOf(game) as Record<string, { network: Network }>)[player]!.network;
  const role = roleOf(game, player);
  const [[main, shape]] = Object.entries(network.inputs) as [[string, readonly number[]]];
  const told = main === labelInput ? undefined : network.inputs[labelInput];
  const label = told && { name: 'labels', shape: told };
  const code = codesTold(game, player);
  const { variables } = describe(network);
  const inputs = new Map(variables.map((v) => [v.name, input(`${player}/${v.name}`, v.shape)]));
  const x = input(role.input, [anyBatch, ...shape]);
  const given = {
    [main]: x,
    ...(label && { [labelInput]: input(label.name, [anyBatch, ...label.shape]) }),
    ...(code && { [codeInput]: input(code.name, [anyBatch, ...code.shape]) }),
  };
  const y = applyNetwork(network, given, {
    training: false,
    variable: (name) => inputs.get(name)!,
  });
  return {
    player,
    input: { name: role.input, shape },
    ...(label && { label }),
    ...(code && { code }),
    outputs: role.outputs(y),
    weights: variables.map((v) => `${player}/${v.name}`),
  };
}

/** The codes that a player is told beside its first input; undefined where it is told none. */
function codesTold(game: GameSpec, player: string): InferenceGraph['code'] {
  if (game.type !== 'gan' || game.conditioning?.type !== 'infoGan' || player !== 'generator') return undefined;
  const { discrete, continuous } = game.conditioning;
  return { name: 'codes', shape: [codeWidth({ discrete, continuous })], discrete, continuous };
}

/** The weights for an inference graph out of a state: the averaged ones where there are any, unless `raw`. */
export function weightsOf(state: State, names: readonly string[], raw = false): State {
  return Object.fromEntries(names.map((n) => [n, (raw ? undefined : state[emaName(n)]) ?? state[n]!]));
}

/** The latent of each seed: N(0, 1), from the seed alone, times `truncation`. */
export function latentsOf(seeds: readonly number[], shape: readonly number[], truncation = 1): Float32Array {
  const size = sizeOf(shape);
  const out = new Float32Array(seeds.length * size);
  seeds.forEach((seed, i) => {
    const row = new RandomStream(seed, 'latent').fillNormal(new Float32Array(size));
    for (let k = 0; k < size; k++) out[i * size + k] = row[k]! * truncation;
  });
  return out;
}

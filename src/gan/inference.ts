import { DuelError } from '../errors.ts';
import { applyOutputs, describe, type Network, type NoiseKind, sourcesOf } from '../nn/index.ts';
import { anyBatch, input, mean, reshape, sizeOf, type Tensor } from '../tensor/index.ts';
import { type Codes, codeWidth } from './conditioning/codes.ts';
import { codeInput, labelInput } from './conditioning/index.ts';
import type { Role } from './games/kind.ts';
import { type GameSpec, playersOf, roleOf } from './games/registry.ts';
import type { SampleNoise } from './latents.ts';
import { emaName, portNames } from './step/stepBuilder.ts';
import type { State } from './training/initialState.ts';

/** A player's network in inference mode, for batches of any size; its weights are inputs of the graph. */
export interface InferenceGraph {
  readonly player: string;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  /** One-hot labels, where the network is told the class. */
  readonly label?: { readonly name: string; readonly shape: readonly number[] };
  /** Codes, where the network is told any. */
  readonly code?: { readonly name: string; readonly shape: readonly number[] } & Codes;
  /** Random numbers for each example, where its results are not its inputs' alone. */
  readonly noise?: readonly SampleNoise[];
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Graph input names of the weights. */
  readonly weights: readonly string[];
  /** Their shapes, by name. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

/**
 * Builds a player's inference graph: latents or pictures to images, or images to logits and probabilities.
 *
 * @param options.noise false: what is random in sampling is left out, a dropout for example, and results follow from the
 *   inputs alone. Default true
 * @param options.network the player's for another size of pictures; see `atShape`. Default: as the game has it
 * @param options.features true: an output `features` beside the others, what its last layer with weights reads: `[n, d]`, of
 *   maps their means. Default false
 */
export function inferenceGraph(
  game: GameSpec,
  player: string,
  {
    noise: noisy = true,
    network: whole = playersOf(game)[player]!.network,
    features = false,
  }: { noise?: boolean | undefined; network?: Network | undefined; features?: boolean | undefined } = {},
): InferenceGraph {
  const layer = features ? lastRead(whole) : undefined;
  const [first = whole.layers.at(-1)!.name] = whole.outputs ?? [];
  const network = layer === undefined ? whole : { ...whole, outputs: [first, layer] };
  const role = roleOf(game, player);
  const [[main, shape]] = Object.entries(network.inputs) as [[string, readonly number[]]];
  const told = main === labelInput ? undefined : network.inputs[labelInput];
  const label = told && { name: 'labels', shape: told };
  const code = codesOfRole(role);
  const { variables } = describe(network);
  const inputs = new Map(variables.map((v) => [v.name, input(`${player}/${v.name}`, v.shape)]));
  const x = input(role.takes, [anyBatch, ...shape]);
  const given = {
    [main]: x,
    ...(label && { [labelInput]: input(label.name, [anyBatch, ...label.shape]) }),
    ...(code && { [codeInput]: input(code.name, [anyBatch, ...code.shape]) }),
  };
  const noise: SampleNoise[] = [];
  const draw = (layer: string, kind: NoiseKind, [n, ...each]: readonly number[]) => {
    const name = portNames.noise(layer);
    noise.push({ name, kind, shape: each });
    return input(name, [n!, ...each]);
  };
  const results = applyOutputs(network, given, {
    training: false,
    variable: (name) => inputs.get(name)!,
    ...(noisy && { noise: draw }),
  });
  return {
    player,
    input: { name: role.takes, shape },
    ...(label && { label }),
    ...(code && { code }),
    ...(noise.length > 0 && { noise }),
    outputs: {
      ...role.gives(results[first]!),
      ...(layer !== undefined && { features: asRows(results[layer]!) }),
    },
    weights: variables.map((v) => `${player}/${v.name}`),
    shapes: Object.fromEntries(variables.map((v) => [`${player}/${v.name}`, v.shape])),
  };
}

/** What the last layer with weights reads: a network's features, as those of a classifier are called. */
function lastRead(network: Network): string {
  const { rows } = describe(network);
  const index = rows.findLastIndex(({ parameters }) => parameters > 0);
  return sourcesOf(network, Math.max(0, index))[0]!;
}

/** Maps [n, h, w, c] as their means, all else as it lies. */
function asRows(t: Tensor): Tensor {
  if (t.shape.length === 4) return mean(t, [1, 2]);
  return t.shape.length === 2 ? t : reshape(t, [t.shape[0]!, sizeOf(t.shape.slice(1))]);
}

/** The codes that a player is told beside its first input; undefined where it is told none. */
export function codesOfRole({ told }: Role): InferenceGraph['code'] {
  if (told?.type !== 'codes') return undefined;
  const { discrete, continuous } = told;
  return { name: 'codes', shape: [codeWidth({ discrete, continuous })], discrete, continuous };
}

/**
 * The weights for an inference graph out of a state: the averaged ones where there are any, unless `raw`.
 *
 * @param where the file that the state comes from, for the error
 * @throws DuelError `checkpoint/mismatch` where a weight is missing or has another shape or type
 */
export function weightsOf(
  state: State,
  { weights, shapes }: Pick<InferenceGraph, 'weights' | 'shapes'>,
  { raw = false, where }: { raw?: boolean | undefined; where?: string | undefined } = {},
): State {
  return Object.fromEntries(
    weights.map((n) => [n, checked(n, (raw ? undefined : state[emaName(n)]) ?? state[n], shapes[n]!, where)]),
  );
}

function checked(name: string, tensor: State[string] | undefined, shape: readonly number[], where?: string) {
  if (tensor?.data instanceof Float32Array && tensor.shape.join() === shape.join()) return tensor;
  const found = !tensor ? 'is missing' : `is ${tensor.data.constructor.name} [${tensor.shape.join(', ')}]`;
  throw new DuelError(
    'checkpoint',
    'checkpoint/mismatch',
    `'${name}' ${found}, where the network in config.json has Float32Array [${shape.join(', ')}]`,
    { where, fix: 'get the run again from where it came from, or start a new one' },
  );
}

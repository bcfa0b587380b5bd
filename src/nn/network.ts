import { z } from 'zod';
import { DuelError } from '../errors.ts';
import { anyBatch, input, type Shape, sameShape, showShape, sizeOf, Tensor } from '../tensor/index.ts';
import type { Fans, Initializer } from './initializers.ts';
import { type Layer, type LayerScope, type NoiseKind, nameSchema } from './layer.ts';
import { layerTypes } from './layers/registry.ts';
import { parseAt, showPath } from './problems.ts';

/** A layer in a network: checked, named, its defaults written out. */
export interface NamedLayer extends Layer {
  readonly name: string;
}

/**
 * A network: plain JSON. Layers follow one another; a layer whose `inputs` name earlier layers or network inputs reads
 * those instead, so skip connections, branches and several inputs are lists too.
 */
export interface Network {
  /** Shapes without the batch, by name; a network of one input calls it 'input'. */
  readonly inputs: Readonly<Record<string, Shape>>;
  readonly layers: readonly NamedLayer[];
  /** Layers whose results the network gives, the main one first. Default: the last layer. */
  readonly outputs?: readonly string[];
}

/** A named value that belongs to a network: a parameter or a moving statistic. */
export interface Variable {
  /** 'layer/parameter', e.g. 'dense_1/kernel'. */
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  /** Only where they do not follow from the shape. */
  readonly fans?: Fans;
  /** false: a statistic. */
  readonly trainable: boolean;
}

/** One line of a network's table. */
export interface LayerRow {
  readonly name: string;
  readonly type: string;
  /** Of the layer's result; the batch is `anyBatch`. */
  readonly shape: Shape;
  /** Numbers in its parameters and statistics. */
  readonly parameters: number;
}

export interface NetworkDescription {
  /** In the order in which the layers ask for them. */
  readonly variables: readonly Variable[];
  readonly rows: readonly LayerRow[];
  /** Of the main output; the batch is `anyBatch`. */
  readonly outputShape: Shape;
  /** Of every output, by name. */
  readonly outputShapes: Readonly<Record<string, Shape>>;
}

/** Where a network finds its variables: the state of a run, or the inputs of a graph. */
export type NetworkContext = {
  /** A parameter or statistic by its name in the network, e.g. 'dense_1/kernel'. */
  variable(name: string): Tensor;
} & (
  | {
      readonly training: false;
      /** As in training, for layers that are random in sampling too. Default: they are as other layers are. */
      noise?(name: string, kind: NoiseKind, shape: Shape): Tensor;
    }
  | {
      readonly training: boolean;
      /** The next value of a statistic. */
      update(name: string, value: Tensor): void;
      /** Fresh random numbers for this application, named e.g. 'dropout/mask'. */
      noise(name: string, kind: NoiseKind, shape: Shape): Tensor;
    }
);

/** Of a network with several inputs or outputs, the tensors by name. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

const shapeSchema = z.array(z.int().positive()).min(1).readonly();
const networkSchema = z.strictObject({
  inputs: z.union([shapeSchema, z.record(nameSchema, shapeSchema)]),
  layers: z.array(z.looseObject({ type: z.string() })).min(1),
  outputs: z.array(nameSchema).min(1).readonly().optional(),
});

/**
 * A network from its input's shape (without the batch) and its layers.
 *
 * Options are checked, defaults written out, and the whole is run through symbolically, so that a wrong shape is
 * reported here. Layers without a name get their type, numbered from the second on: dense, dense_1, …
 *
 * @param inputs `[28, 28, 1]`, or several by name: `{ latent: [100], label: [10] }`
 * @param options.outputs names of the layers whose results the network gives; default: the last layer
 * @throws DuelError `nn/network`, naming layer and key
 * @example network([100], [dense(256), leakyRelu(0.2), dense(784, { activation: 'tanh' }), reshape([28, 28, 1])])
 */
export function network(
  inputs: Shape | Readonly<Record<string, Shape>>,
  layers: readonly Layer[],
  options: { outputs?: readonly string[] } = {},
): Network {
  return parseNetwork({ inputs, layers, ...options }, '');
}

/**
 * A network from JSON, checked as `network` does.
 *
 * @param where what the JSON is called in errors, e.g. 'config.json: generator'
 * @throws DuelError `nn/network`, whose `where` names the key
 */
export function parseNetwork(json: unknown, where: string): Network {
  const { inputs, layers, outputs } = parseAt(networkSchema, json, where, 'nn/network');
  const inputShapes: Record<string, Shape> = Array.isArray(inputs)
    ? { input: inputs }
    : (inputs as Record<string, Shape>);
  const names = automaticNames(layers);
  const order = [...Object.keys(inputShapes).slice(0, 1), ...names];
  const checked = layers.map((written, i): NamedLayer => {
    const at = showPath(where, ['layers', i]);
    const layer = withNames(written, order.slice(0, i + 1), `${at}.inputs`);
    const definition = layerTypes.get(layer.type);
    if (!definition)
      throw new DuelError('usage', 'nn/unknown-layer', `unknown layer type '${layer.type}'`, {
        where: `${at}.type`,
        fix: `use one of ${[...layerTypes.keys()].join(', ')}`,
      });
    const { type, name: _, ...rest } = parseAt(definition.schema, layer, at, 'nn/network') as Layer;
    return { type, name: names[i]!, ...rest };
  });
  const net: Network = { inputs: inputShapes, layers: checked, ...(outputs && { outputs }) };
  checkWiring(net, where);
  try {
    describe(net);
  } catch (cause) {
    if (!(cause instanceof DuelError) || where === '') throw cause;
    throw new DuelError(cause.kind, cause.code, cause.message, {
      where: `${where}: ${cause.where}`,
      fix: cause.fix,
      cause,
    });
  }
  return net;
}

function automaticNames(layers: readonly { type: string; name?: unknown }[]): string[] {
  const taken = new Set(layers.map((layer) => layer.name));
  return layers.map(({ type, name }) => {
    if (typeof name === 'string') return name;
    let candidate = type;
    for (let i = 1; taken.has(candidate); i++) candidate = `${type}_${i}`;
    taken.add(candidate);
    return candidate;
  });
}

/** A layer whose `inputs` say `previous` no more but names of `before`: the network's first input and the layers so far. */
function withNames<L extends object>(layer: L, before: readonly string[], where: string): L {
  if (!('inputs' in layer) || !Array.isArray(layer.inputs)) return layer;
  const inputs = layer.inputs.map((source: unknown) => {
    const back = typeof source === 'string' ? /^@(\d+)$/.exec(source)?.[1] : undefined;
    if (back === undefined) return source;
    const name = before[before.length - Number(back)];
    if (name === undefined)
      throw new DuelError('usage', 'nn/network', `there are no ${back} layers before this one`, {
        where,
        fix: `use previous(1) to previous(${before.length}), which is the network's input`,
      });
    return name;
  });
  return { ...layer, inputs };
}

/** The names that the layer at `index` reads. */
export function sourcesOf(net: Network, index: number): readonly string[] {
  const before = index === 0 ? Object.keys(net.inputs) : [net.layers[index - 1]!.name];
  return net.layers[index]!.inputs ?? before;
}

function checkWiring(net: Network, where: string): void {
  const fail = (path: readonly PropertyKey[], message: string, fix: string) =>
    new DuelError('usage', 'nn/network', message, { where: showPath(where, path), fix });
  const known = new Set(Object.keys(net.inputs));
  net.layers.forEach((layer, i) => {
    const sources = sourcesOf(net, i);
    for (const source of sources)
      if (!known.has(source))
        throw fail(
          ['layers', i, 'inputs'],
          `layer '${layer.name}' reads '${source}', which is neither an earlier layer nor an input`,
          `use names among ${[...known].join(', ')}`,
        );
    const { takes } = layerTypes.get(layer.type)!;
    if (takes === 'one' && sources.length !== 1)
      throw fail(
        ['layers', i, 'inputs'],
        `layer '${layer.name}' takes one tensor, got ${sources.join(', ')}`,
        "give it one name in 'inputs', or join the tensors with concat, add or multiply",
      );
    if (takes === 'two' && sources.length !== 2)
      throw fail(
        ['layers', i, 'inputs'],
        `layer '${layer.name}' takes a tensor and a condition, got ${sources.join(', ')}`,
        "give it two names in 'inputs', such as [previous(), 'label']",
      );
    if (known.has(layer.name))
      throw fail(['layers', i, 'name'], `the name '${layer.name}' is taken`, 'give each layer a name of its own');
    known.add(layer.name);
  });
  net.outputs?.forEach((name, i) => {
    if (!known.has(name))
      throw fail(['outputs', i], `there is no layer '${name}'`, `use names among ${[...known].join(', ')}`);
  });
}

const outputNames = (net: Network): readonly string[] => net.outputs ?? [net.layers[net.layers.length - 1]!.name];

/**
 * The network's result for a batch [n, …input], or for several inputs by name. Of several outputs, the main one.
 *
 * @throws DuelError where a shape does not fit, naming the layer
 */
export function applyNetwork(net: Network, x: Tensor | NamedTensors, context: NetworkContext): Tensor {
  return applyOutputs(net, x, context)[outputNames(net)[0]!]!;
}

/** As `applyNetwork`, but all outputs, by name. */
export function applyOutputs(net: Network, x: Tensor | NamedTensors, context: NetworkContext): NamedTensors {
  const results = run(net, x, (layer) => contextScope(layer.name, context));
  return Object.fromEntries(outputNames(net).map((name) => [name, results.get(name)!]));
}

function run(net: Network, x: Tensor | NamedTensors, scopeOf: (layer: NamedLayer) => LayerScope): Map<string, Tensor> {
  const results = new Map(Object.entries(checkInputs(net, x)));
  net.layers.forEach((layer, i) => {
    const inputs = sourcesOf(net, i).map((name) => results.get(name)!);
    try {
      results.set(layer.name, layerTypes.get(layer.type)!.apply(inputs, layer, scopeOf(layer)));
    } catch (cause) {
      if (!(cause instanceof DuelError) || cause.where !== undefined) throw cause;
      throw new DuelError(cause.kind, cause.code, cause.message, {
        where: `layer '${layer.name}' (${layer.type})`,
        fix: cause.fix,
        cause,
      });
    }
  });
  return results;
}

function checkInputs(net: Network, x: Tensor | NamedTensors): NamedTensors {
  const names = Object.keys(net.inputs);
  const given: NamedTensors = x instanceof Tensor ? { [names[0]!]: x } : x;
  for (const name of names) {
    const t = given[name];
    const shape = net.inputs[name]!;
    if (!t || !sameShape(t.shape.slice(1), shape))
      throw new DuelError(
        'usage',
        'nn/input-shape',
        `input '${name}' expects ${showShape([anyBatch, ...shape])}, got ${t ? showShape(t.shape) : 'nothing'}`,
      );
  }
  return given;
}

function contextScope(layer: string, context: NetworkContext): LayerScope {
  const variable = (name: string, shape: Shape) => {
    const t = context.variable(`${layer}/${name}`);
    if (!sameShape(t.shape, shape))
      throw new DuelError(
        'usage',
        'nn/variable-shape',
        `${layer}/${name} expects ${showShape(shape)}, got ${showShape(t.shape)}`,
      );
    return t;
  };
  const live = context.training && 'update' in context ? context : undefined;
  return {
    training: live !== undefined,
    noisy: context.noise !== undefined,
    parameter: variable,
    statistic: variable,
    update: (name, value) => live?.update(`${layer}/${name}`, value),
    noise: (name, kind, shape) => {
      if (!context.noise) throw new DuelError('internal', 'nn/noise', 'a layer asked for noise where there is none');
      return context.noise(`${layer}/${name}`, kind, shape);
    },
  };
}

/** The network's variables and a row per layer, found by applying it symbolically in inference mode. */
export function describe(net: Network): NetworkDescription {
  const variables: Variable[] = [];
  const declare = (variable: Variable): Tensor => {
    variables.push(variable);
    return input(variable.name, variable.shape);
  };
  const inputs = Object.fromEntries(
    Object.entries(net.inputs).map(([name, shape]) => [name, input(name, [anyBatch, ...shape])]),
  );
  const results = run(net, inputs, ({ name: layer }) => ({
    training: false,
    noisy: false,
    parameter: (name, shape, initializer, fans) =>
      declare({ name: `${layer}/${name}`, shape, initializer, ...(fans && { fans }), trainable: true }),
    statistic: (name, shape, initial) =>
      declare({
        name: `${layer}/${name}`,
        shape,
        initializer: typeof initial === 'number' ? { type: 'constant', value: initial } : initial,
        trainable: false,
      }),
    update: () => {},
    noise: () => {
      throw new DuelError('internal', 'nn/noise', 'a layer asked for noise in inference');
    },
  }));
  const shapeOf = (name: string) => results.get(name)!.shape;
  const rows = net.layers.map(({ name, type }) => ({
    name,
    type,
    shape: shapeOf(name),
    parameters: variables.filter((v) => v.name.startsWith(`${name}/`)).reduce((n, v) => n + sizeOf(v.shape), 0),
  }));
  const outputs = outputNames(net);
  const outputShapes = Object.fromEntries(outputs.map((name) => [name, shapeOf(name)]));
  return { variables, rows, outputShape: outputShapes[outputs[0]!]!, outputShapes };
}

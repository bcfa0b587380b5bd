import { describe, type NamedLayer, type Network, sourcesOf } from '../nn/index.ts';

/** A network in two: what gives a layer's result, and what takes it. Layers and weights keep their names. */
export interface SplitNetwork {
  readonly before: Network;
  readonly after: Network;
}

/**
 * Cuts a network at a layer, so that what follows is a function of its result, such as a generator at what its mapping
 * network gives. Undefined where it is not so: where the network's first input, or an earlier layer, is read beside it. Other
 * inputs, a class for example, go to whoever reads them.
 */
export function splitAt(network: Network, layer: string): SplitNetwork | undefined {
  const { inputs, outputs } = network;
  const [main] = Object.keys(inputs) as [string];
  const made = outputs?.[0] ?? network.layers.at(-1)!.name;
  const layers = network.layers.map((one, i): Wired => ({ ...one, inputs: sourcesOf(network, i) }));
  const first = readFor(layer, layers);
  const last = readFor(made, layers, layer);
  const isShared = layers.some(({ name }) => name !== layer && first.has(name) && last.has(name));
  if (made === layer || !first.has(main) || !last.has(layer) || last.has(main) || isShared) return undefined;
  const part = (names: ReadonlySet<string>, output: string, more: Network['inputs'] = {}): Network => ({
    inputs: { ...more, ...Object.fromEntries(Object.entries(inputs).filter(([name]) => names.has(name))) },
    layers: layers.filter(({ name }) => names.has(name) && !(name in more)),
    outputs: [output],
  });
  const { outputShape } = describe({ ...network, outputs: [layer] });
  return { before: part(first, layer), after: part(last, made, { [layer]: outputShape.slice(1) }) };
}

type Wired = NamedLayer & { readonly inputs: readonly string[] };

/** Layers and inputs that a layer's result takes, itself among them; what `end` takes is not followed. */
function readFor(layer: string, layers: readonly Wired[], end?: string): ReadonlySet<string> {
  const names = new Set([layer]);
  for (const { name, inputs } of layers.toReversed())
    if (names.has(name) && name !== end) for (const source of inputs) names.add(source);
  return names;
}

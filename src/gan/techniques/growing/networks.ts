import {
  averagePool2d,
  describe,
  fadeIn,
  type Layer,
  type NamedLayer,
  type Network,
  network,
  upsample,
} from '../../../nn/index.ts';
import { type Cut, cutsOf, type Side, sameSide } from './cuts.ts';
import { activationAt, activationOf, hasWeights, pointwise } from './head.ts';

/** One of the sizes that a network grows through: where it is cut there. Without a cut it is whole. */
export interface Spot {
  readonly side: Side;
  readonly cut?: Cut | undefined;
}

/** The sizes that a generator passes through, smallest first, each with the last place where it can be cut there. */
export function generatorSpots(generator: Network): Spot[] {
  const [, height, width] = describe(generator).outputShape;
  const whole: Side = [height!, width!];
  const cuts = new Map(cutsOf(generator).map((cut) => [String(cut.side), cut]));
  return [...[...cuts.values()].filter(({ side }) => !sameSide(side, whole)).map(spotOf), { side: whole }];
}

/** The sizes that a discriminator passes through, smallest first, each with the first place where it can be cut there. */
export function discriminatorSpots(discriminator: Network): Spot[] {
  const [height, width] = Object.values(discriminator.inputs)[0]!;
  const whole: Side = [height!, width!];
  const cuts = new Map([...cutsOf(discriminator)].reverse().map((cut) => [String(cut.side), cut]));
  return [...[...cuts.values()].filter(({ side }) => !sameSide(side, whole)).map(spotOf), { side: whole }];
}

const spotOf = (cut: Cut): Spot => ({ side: cut.side, cut });

/** The layer that a network fades in by, in G and in D. */
export const fadeLayer = 'fade';

const named = (what: string, [height, width]: Side): string => `${what}_${height}x${width}`;

/**
 * A generator as far as it has grown: its layers up to a size, and a 1 × 1 convolution there that makes pictures of what they
 * give. While the size is new, the picture of the size before, enlarged, is faded out.
 */
export function grownGenerator(whole: Network, spot: Spot, before?: Spot): Network {
  const { cut } = spot;
  if (!cut && !before) return whole;
  const layers: Layer[] = whole.layers.slice(0, cut ? cut.index + 1 : undefined);
  const head = (at: Spot): string => {
    if (!at.cut) return mainOutput(whole);
    layers.push(toPicture(whole, at.cut));
    return named('toImage', at.side);
  };
  let main = head(spot);
  if (before) {
    const old = head(before);
    layers.push(
      upsample(spot.side[0] / before.side[0], { name: 'enlarged', inputs: [old] }),
      fadeIn(['enlarged', main], { name: fadeLayer }),
    );
    main = fadeLayer;
  }
  const kept = (whole.outputs ?? []).slice(1).filter((name) => layers.some((layer) => layer.name === name));
  return network(whole.inputs, layers, { outputs: [main, ...kept] });
}

/** As the network itself ends, the last of its layers with weights and the activation there. */
function toPicture(whole: Network, { layer, side }: Cut): Layer {
  const last = whole.layers.findLastIndex(hasWeights);
  return pointwise(whole.layers[last]!, describe(whole).outputShape.at(-1)!, {
    name: named('toImage', side),
    inputs: [layer.name],
    activation: activationAt(whole, last),
  });
}

/**
 * A discriminator as far as it has grown: a 1 × 1 convolution that takes pictures of a size in, and its layers from there on.
 * While the size is new, the way in at the size before, for the picture made smaller, is faded out.
 */
export function grownDiscriminator(whole: Network, spot: Spot, before?: Spot): Network {
  const { cut } = spot;
  if (!cut && !before) return whole;
  const [main, ...others] = Object.entries(whole.inputs) as [string, readonly number[]][];
  const inputs = Object.fromEntries([[main![0], [...spot.side, main![1].at(-1)!]], ...others]);
  const from = cut ? cut.index + 1 : 0;
  const entry = cut && fromPicture(whole, cut, main![0]);
  const renamed = new Map(entry ? [[cut.layer.name, entry.name!]] : []);
  const layers: Layer[] = entry ? [entry] : [];
  if (before?.cut) {
    const { index, layer } = before.cut;
    const old = fromPicture(whole, before.cut, 'reduced');
    layers.push(
      ...rereading(whole.layers.slice(from, index + 1), renamed),
      averagePool2d(spot.side[0] / before.side[0], { name: 'reduced', inputs: [main![0]] }),
      old,
      fadeIn([old.name!, layer.name], { name: fadeLayer }),
    );
    renamed.clear();
    renamed.set(layer.name, fadeLayer);
  }
  const rest = whole.layers.slice(before?.cut ? before.cut.index + 1 : from);
  layers.push(...rereading(rest, renamed));
  return network(inputs, layers, whole.outputs && { outputs: whole.outputs });
}

/** As the network itself begins; with the activation there, unless the layers that follow have one before any weights. */
function fromPicture(whole: Network, { index, side, channels }: Cut, input: string): Layer {
  const first = whole.layers.findIndex(hasWeights);
  const next = whole.layers.slice(index + 1).find((layer) => hasWeights(layer) || activationOf(layer));
  return pointwise(whole.layers[first]!, channels, {
    name: named('fromImage', side),
    inputs: [input],
    activation: next && activationOf(next) ? undefined : activationAt(whole, first),
  });
}

/** Layers that read others than before. */
const rereading = (layers: readonly NamedLayer[], names: ReadonlyMap<string, string>): Layer[] =>
  layers.map((layer) =>
    layer.inputs ? { ...layer, inputs: layer.inputs.map((name) => names.get(name) ?? name) } : layer,
  );

function mainOutput({ outputs, layers }: Network): string {
  return outputs?.[0] ?? layers.at(-1)!.name;
}

import { type Activation, isActivation, type Layer, type NamedLayer, type Network } from '../../../nn/index.ts';

/** What layers with weights have in common, as far as a 1 × 1 convolution takes it. */
const shared = ['useBias', 'spectralNorm', 'equalized', 'kernelInitializer', 'biasInitializer'] as const;
const weighted = ['conv2d', 'conv2dTranspose', 'dense'];

export const hasWeights = ({ type }: Layer): boolean => weighted.includes(type);

/** A convolution of 1 × 1 that has the options of `like`: how its weights begin, and how they are scaled. */
export function pointwise(
  like: Layer,
  filters: number,
  options: { readonly name: string; readonly inputs?: readonly string[]; readonly activation: Activation | undefined },
): Layer {
  const kept = Object.fromEntries(shared.filter((key) => like[key] !== undefined).map((key) => [key, like[key]]));
  const { activation, ...rest } = options;
  return { type: 'conv2d', filters, kernelSize: 1, ...kept, ...rest, ...(activation !== undefined && { activation }) };
}

/** The activation of the layer at `index`: its own, or the layer that follows where it is one. */
export function activationAt({ layers }: Network, index: number): Activation | undefined {
  return (layers[index]!.activation as Activation | undefined) ?? activationOf(layers[index + 1]);
}

/** A layer that is nothing but an activation, as another layer's option. */
export function activationOf(layer: NamedLayer | undefined): Activation | undefined {
  if (!layer || !isActivation(layer)) return undefined;
  const { name: _, inputs: __, ...activation } = layer;
  return activation as Activation;
}

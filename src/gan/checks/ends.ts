import type { NamedLayer, Network } from '../../nn/index.ts';

/** The activation of a network's main output, whatever shapes it afterwards. */
export function endOf({ layers, outputs }: Network): string {
  const end = (i: number): NamedLayer => {
    const layer = layers[i]!;
    return shaping.includes(layer.type) && !layer.inputs && i > 0 ? end(i - 1) : layer;
  };
  const main = outputs ? layers.findIndex(({ name }) => name === outputs[0]) : layers.length - 1;
  const { type, activation = type } = end(main) as { type: string; activation?: string | { type: string } };
  return typeof activation === 'string' ? activation : activation.type;
}
const shaping = ['reshape', 'flatten', 'withoutReference'];

import { describe } from '../../nn/index.ts';
import type { Player } from '../game.ts';
import { refuse } from './refuse.ts';

/** Throws where D has no output of that name for `reads` to read. */
export function checkFeatures(layer: string, { network }: Pick<Player, 'network'>, reads: string, where: string): void {
  const outputs = Object.keys(describe(network).outputShapes);
  if (!outputs.includes(layer))
    refuse(
      'features',
      `${reads} the discriminator's output '${layer}', and its outputs are ${outputs.join(', ')}`,
      where,
      `name the layer in the network's outputs, after its score: network(…, { outputs: ['${outputs[0]}', '${layer}'] })`,
    );
}

import type { Network } from './network.ts';

const types = ['batchNorm', 'conditionalBatchNorm', 'minibatchDiscrimination', 'minibatchStddev'];

/** The types of a network's layers that look at a batch as a whole: in parts of it they compute something else. */
export function layersOfTheBatch({ layers }: Pick<Network, 'layers'>): string[] {
  const used = new Set(layers.map(({ type }) => type));
  return types.filter((type) => used.has(type));
}

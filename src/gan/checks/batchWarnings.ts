import type { NamedLayer } from '../../nn/index.ts';
import type { GanParts } from './parts.ts';
import { hasLayer, type WarningRow } from './warning.ts';

/** Of what in D depends on the examples that it sees together. */
export function batchWarnings({ discriminator, order, batch, packing }: GanParts): WarningRow[] {
  const together = order === 'together';
  return [
    [
      together && hasLayer(discriminator, 'batchNorm', 'conditionalBatchNorm'),
      'the discriminator has batch norm, and sees real and generated examples in one batch',
      "its own updates normalise both sides together, the generator's normalise generated examples alone, so that the generator learns from another function than D has learned; use order: 'separate', layerNorm or spectral norm",
    ],
    [
      hasLayer(discriminator, 'virtualBatchNorm'),
      'the discriminator has virtual batch norm, whose reference batch is drawn from N(0, 1)',
      'latents are like that and examples are not, so their statistics have little to do with the reference; use layerNorm or spectral norm',
    ],
    ...(together ? mixedGroups(discriminator.network.layers, batch.discriminator / packing) : []),
  ];
}

/** Layers that compare the examples of a group, where a batch of `n` generated and then `n` real ones mixes them. */
function mixedGroups(layers: readonly NamedLayer[], n: number): WarningRow[] {
  const comparing = layers.filter(({ type }) => type === 'minibatchDiscrimination' || type === 'minibatchStddev');
  return comparing.map(({ type, groupSize }) => {
    const size = Math.min(typeof groupSize === 'number' ? groupSize : 2 * n, 2 * n);
    return [
      n % size !== 0,
      `${type} compares ${size} examples at a time, and the discriminator's batch has ${n} generated and then ${n} real ones`,
      `groups hold examples of both sides, and in the generator's update of one; set groupSize to ${n} or to a divisor of it, or use order: 'separate'`,
    ];
  });
}

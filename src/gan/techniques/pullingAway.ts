import { z } from 'zod';
import { describe, scheduleSchema } from '../../nn/index.ts';
import { add, div, matmul, mul, reshape, sizeOf, sqrt, square, sub, sum, type Tensor } from '../../tensor/index.ts';
import { checkFeatures } from '../checks/features.ts';
import type { GanParts } from '../checks/parts.ts';
import { refuse } from '../checks/refuse.ts';
import { defineTechnique } from './technique.ts';

const schema = z.strictObject({
  /** The layer: one of the outputs of D's network, beside its first. */
  layer: z.string(),
  /** A dial, 'pullingAway'. Default 0.1, the paper's. */
  weight: scheduleSchema.default(0.1),
});

/**
 * 1 / (n (n − 1)) Σ_{i ≠ j} cos²(f_i, f_j), in [0, 1], for features [n, …] of n ≥ 2 examples. Features that are all 0
 * have no direction, and count as 0.
 */
export function likeness(features: Tensor): Tensor {
  const n = features.shape[0]!;
  const rows = reshape(features, [n, sizeOf(features.shape) / n]);
  const directions = div(rows, sqrt(add(sum(square(rows), [1], true), 1e-12)));
  const cosines = matmul(directions, directions, { transposeB: true });
  // without each one's likeness to itself, which is 1 or, of features that are 0, 0
  const own = square(sum(square(directions), [1]));
  return div(sub(sum(square(cosines)), sum(own)), n * (n - 1));
}

/**
 * The pulling-away term (Zhao et al. 2017, EBGAN, section 2.4): the features that a layer of D finds in what G makes are
 * to point in directions of their own. G's loss gets weight · `likeness`; reported as `pullingAway`, without the weight.
 */
export const pullingAway = defineTechnique({
  option: schema.optional(),
  of: ({ layer, weight }) => ({
    amounts: { 'pullingAway.weight': weight },
    check: (parts) => checkFeaturesOf(layer, parts),
    ofTheBatch: true,
    generator: ({ scope, fake }) => {
      const alike = likeness(fake.outputs[layer]!);
      scope.metric('pullingAway', alike);
      return mul(alike, scope.dial('pullingAway', weight));
    },
  }),
});

function checkFeaturesOf(layer: string, { batch, packing, discriminator }: GanParts): void {
  checkFeatures(layer, discriminator, 'the pulling-away term reads', 'pullingAway.layer');
  const features = describe(discriminator.network).outputShapes[layer]!.slice(1);
  if (sizeOf(features) === 1)
    refuse(
      'pulling-away',
      `the pulling-away term compares directions, and '${layer}' is one number`,
      'pullingAway.layer',
      "name a hidden layer, after the score among the network's outputs",
    );
  if (batch.generator / packing < 2)
    refuse(
      'pulling-away',
      'the pulling-away term compares generated examples, and the generator makes one at a time',
      'batch.generator',
      `use ${2 * packing} or more, or leave pullingAway out`,
    );
}

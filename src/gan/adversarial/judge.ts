import type { NamedTensors } from '../../nn/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import type { Lens } from '../augment/lens.ts';
import type { MoveScope } from '../game.ts';
import type { AdversarialLoss } from '../losses/index.ts';
import { withInstanceNoise } from '../techniques/instanceNoise.ts';
import { pack } from '../techniques/packing.ts';
import type { GanSpec } from './ganSpec.ts';

/** What D says of a batch. */
export interface Judgement {
  /** A score for each example, or for each pack of them. */
  readonly scores: Tensor;
  /** Of D's network, by name. */
  readonly outputs: NamedTensors;
}

/**
 * D's judgement of a batch of examples, as D is shown them: what is done to them before stands here, in order.
 *
 * @param name what the batch is called; random numbers that are drawn for it are named after it
 * @param options.recorded false: D's moving statistics do not learn of this batch
 */
export type Judge = (
  scope: MoveScope,
  examples: Tensor,
  name: string,
  options?: { readonly recorded?: boolean },
) => Judgement;

/** How D judges in a GAN. */
export const judgeOf =
  ({ instanceNoise, packing }: GanSpec, lens: Lens | undefined, loss: AdversarialLoss): Judge =>
  (scope, examples, name, options) => {
    const seen = lens ? lens.show(scope, examples, name) : examples;
    const noisy = instanceNoise === undefined ? seen : withInstanceNoise(scope, seen, name, instanceNoise);
    const shown = packing === 1 ? noisy : pack(noisy, packing);
    const outputs = scope.playOutputs('discriminator', shown, options);
    const y = Object.values(outputs)[0]!;
    return { scores: loss.reconstructionError ? loss.reconstructionError(shown, y) : y, outputs };
  };

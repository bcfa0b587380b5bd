import type { Tensor } from '../tensor/index.ts';
import type { Lens } from './augment/lens.ts';
import type { MoveScope } from './game.ts';
import type { AdversarialLoss } from './losses/index.ts';

/**
 * D's score of each of a batch of examples, as D is shown them.
 *
 * @param name what the batch is called; random numbers that are drawn for it are named after it
 */
export type Judge = (scope: MoveScope, examples: Tensor, name: string) => Tensor;

/** How D judges in a GAN. */
export const judgeOf =
  (lens: Lens | undefined, loss: AdversarialLoss): Judge =>
  (scope, examples, name) => {
    const seen = lens ? lens.show(scope, examples, name) : examples;
    const y = scope.play('discriminator', seen);
    return loss.reconstructionError ? loss.reconstructionError(seen, y) : y;
  };

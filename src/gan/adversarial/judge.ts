import type { NamedTensors } from '../../nn/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import type { MoveScope } from '../game.ts';
import type { AdversarialLoss } from '../losses/index.ts';
import type { Technique } from '../techniques/technique.ts';

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

/** How a player judges in a game with this loss and these techniques. */
export const judgeOf =
  (player: string, loss: AdversarialLoss, techniques: readonly Technique[] = []): Judge =>
  (scope, examples, name, options) => {
    const seen = techniques.reduce((x, technique) => technique.shown?.(scope, x, name) ?? x, examples);
    const shown = techniques.reduce((x, { packing }) => packing?.pack(x) ?? x, seen);
    const outputs = scope.playOutputs(player, shown, options);
    const y = Object.values(outputs)[0]!;
    return { scores: loss.reconstructionError ? loss.reconstructionError(shown, y) : y, outputs };
  };

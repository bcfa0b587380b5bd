import { z } from 'zod';
import { add, averagePool, mul, sub, type Tensor, upsample } from '../../../tensor/index.ts';
import { refuse } from '../../checks/refuse.ts';
import type { Move, MoveScope } from '../../game.ts';
import { defineTechnique } from '../technique.ts';
import { fadeLayer } from './networks.ts';

const schema = z.strictObject({
  /** Steps of the run that are done when it begins. */
  from: z.int().nonnegative(),
  /** Steps over which α rises from 0 to 1. */
  steps: z.int().positive(),
  /** How much larger the new pictures are. Default 2. */
  factor: z.int().positive().default(2),
});

const players = ['generator', 'discriminator'] as const;

/**
 * Fades a size in (Karras et al. 2018, section 2), in networks that have a layer `fadeIn` of the name 'fade': their α rises
 * from 0 to 1, a dial, 'fade'. Real examples lose and gain with it what the new size shows:
 *
 *     real = (1 − α) enlarged(reduced(x)) + α x
 *
 * `growing` makes such stages of a training; by itself it is for stages of one's own.
 */
export const fading = defineTechnique({
  option: schema.optional(),
  of: ({ from, steps, factor }) => ({
    check: (parts) => {
      for (const player of players)
        if (!parts[player].network.layers.some(({ name, type }) => name === fadeLayer && type === 'fadeIn'))
          refuse(
            'fading',
            `fading needs a layer '${fadeLayer}' in the ${player}, and it has none`,
            `${player}.network`,
            `give it fadeIn([before, after], { name: '${fadeLayer}' }), or grow a GAN with 'growing'`,
          );
    },
    moves: (moves) => {
      const alphaOf = (scope: MoveScope) => scope.dial('fade', { rises: { from, steps } });
      const rise: Move = {
        name: 'fade',
        updates: [],
        objective: (scope) => {
          const alpha = alphaOf(scope);
          for (const player of players) scope.setState(`${player}/${fadeLayer}/alpha`, alpha);
          scope.metric('fade', alpha);
          return alpha;
        },
      };
      return [rise, ...moves.map((move) => withFadedReals(move, alphaOf, factor))];
    },
  }),
});

type AlphaOf = (scope: MoveScope) => Tensor;

const withFadedReals = (move: Move, alphaOf: AlphaOf, factor: number): Move => ({
  ...move,
  objective: (scope) => move.objective(fadingScope(scope, alphaOf, factor)),
});

function fadingScope(scope: MoveScope, alphaOf: AlphaOf, factor: number): MoveScope {
  const within = (inner: MoveScope) => fadingScope(inner, alphaOf, factor);
  return {
    ...scope,
    examples: (name, count, which) => {
      const x = scope.examples(name, count, which);
      const alpha = alphaOf(scope);
      const coarse = upsample(averagePool(x, [factor, factor], { strides: [factor, factor] }), factor);
      return add(mul(coarse, sub(1, alpha)), mul(x, alpha));
    },
    joined: (batches) => within(scope.joined(batches)),
    portions: (of) => scope.portions(of).map(within),
    lookAhead: (moves, times, options) =>
      within(
        scope.lookAhead(
          moves.map((move) => withFadedReals(move, alphaOf, factor)),
          times,
          options,
        ),
      ),
  };
}

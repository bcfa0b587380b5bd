import { z } from 'zod';
import { type Schedule, scheduleSchema } from '../../nn/index.ts';
import { add, constant, div, mul, square, stopGradient, sub, sum, type Tensor } from '../../tensor/index.ts';
import { defineTechnique, type PlayerUpdate } from './technique.ts';

const schema = z.strictObject({
  /** A dial, 'historicalAveraging'. */
  weight: scheduleSchema,
});

/**
 * weight · ‖θ − θ̄‖², where θ̄ is the mean of all that the player's parameters have been up to now. The means are kept
 * with the run, as `PARAMETER.history`. `metric` reports the distance, without the weight.
 */
function fromHistory({ scope, player }: PlayerUpdate, weight: Schedule, metric: string): Tensor {
  const counter = `${player}.history`;
  const count = add(scope.state(counter, [], 0), 1);
  scope.setState(counter, count);
  const distances = Object.entries(scope.parameters(player)).map(([name, parameter]) => {
    const history = `${player}/${name}.history`;
    const before = scope.state(history, parameter.shape, 0);
    const average = stopGradient(add(before, div(sub(parameter, before), count)));
    scope.setState(history, average);
    return sum(square(sub(parameter, average)));
  });
  const distance = distances.reduce((a, b) => add(a, b), constant(0));
  scope.metric(metric, distance);
  return mul(distance, scope.dial('historicalAveraging', weight));
}

/** Historical averaging (Salimans et al. 2016, section 3.3), for both players. */
export const historicalAveraging = defineTechnique({
  option: schema.optional(),
  of: ({ weight }) => ({
    amounts: { 'historicalAveraging.weight': weight },
    discriminator: (update) => fromHistory(update, weight, 'dHistoricalAveraging'),
    generator: (update) => fromHistory(update, weight, 'gHistoricalAveraging'),
  }),
});

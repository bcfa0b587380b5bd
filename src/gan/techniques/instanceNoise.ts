import { scheduleSchema } from '../../nn/index.ts';
import { add, mul } from '../../tensor/index.ts';
import { defineTechnique } from './technique.ts';

/**
 * Instance noise (Sønderby et al. 2017, Arjovsky and Bottou 2017): x + σ N(0, 1) on everything that D sees, real and
 * generated. σ is a dial, 'instanceNoise', and usually falls to 0: `instanceNoise: linearDecay(0.1)`.
 */
export const instanceNoise = defineTechnique({
  option: scheduleSchema.optional(),
  of: (sigma) => ({
    amounts: { instanceNoise: sigma },
    shown: (scope, x, name) =>
      add(x, mul(scope.noise(`${name}.instanceNoise`, 'normal', x.shape), scope.dial('instanceNoise', sigma))),
  }),
});

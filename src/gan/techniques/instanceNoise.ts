import type { Schedule } from '../../nn/index.ts';
import { add, mul, type Tensor } from '../../tensor/index.ts';
import type { MoveScope } from '../game.ts';

/**
 * Instance noise (Sønderby et al. 2017, Arjovsky and Bottou 2017): x + σ N(0, 1) on everything that D sees, real and
 * generated. σ is a dial, 'instanceNoise', and usually falls to 0: `instanceNoise: linearDecay(0.1)`.
 */
export const withInstanceNoise = (scope: MoveScope, x: Tensor, name: string, sigma: Schedule): Tensor =>
  add(x, mul(scope.noise(`${name}.instanceNoise`, 'normal', x.shape), scope.dial('instanceNoise', sigma)));

import {
  add,
  clip,
  constant,
  div,
  greaterEqual,
  mean,
  mul,
  sign,
  sub,
  type Tensor,
  where,
} from '../../tensor/index.ts';
import type { MoveScope } from '../game.ts';
import { type Augment, augmented } from './augmentation.ts';
import { drawFrom } from './draw.ts';

/** What stands between D and the examples in a GAN with augmentation. */
export interface Lens {
  /** Examples as D is shown them; random numbers are named after `name`. */
  show(scope: MoveScope, examples: Tensor, name: string): Tensor;
  /** Takes note of P(real) of a batch of so many real examples, once in each of D's rounds. */
  observe(scope: MoveScope, probabilityReal: Tensor, count: number): void;
  /** Ends a step: moves p where it is time. */
  adapt(scope: MoveScope): void;
}

const stateNames = { p: 'augment/p', signs: 'augment/signs', examples: 'augment/examples', steps: 'augment/steps' };

/** The probability of ADA: kept where it adapts, else to be turned by hand. */
function probability(scope: MoveScope, augment: Augment): Tensor {
  if (augment.type !== 'ada') return constant(1);
  if (augment.target === null) return scope.dial(stateNames.p, augment.p);
  return scope.state(stateNames.p, [], augment.p);
}

export function lensOf(augment: Augment): Lens {
  const show: Lens['show'] = (scope, examples, name) => {
    const noise = (index: number, kind: 'uniform' | 'normal', shape: readonly number[]) =>
      scope.noise(`${name}.augment${index}`, kind, shape);
    return augmented(examples, augment, drawFrom(noise, examples.shape[0]!), probability(scope, augment));
  };
  if (augment.type !== 'ada' || augment.target === null) return { show, observe: () => {}, adapt: () => {} };

  const { target, every, images } = augment;
  const kept = (scope: MoveScope, name: 'signs' | 'examples' | 'steps') => scope.state(stateNames[name], [], 0);
  const change = (scope: MoveScope, name: 'signs' | 'examples' | 'steps', value: Tensor) =>
    scope.setState(stateNames[name], value);
  return {
    show,
    // sign D(real), where D's scores may mean what they like
    observe: (scope, p, part) => {
      const count = part * scope.parts;
      change(scope, 'signs', add(kept(scope, 'signs'), mul(mean(sign(sub(p, 0.5))), count)));
      change(scope, 'examples', add(kept(scope, 'examples'), count));
    },
    adapt: (scope) => {
      const p = probability(scope, augment);
      const [signs, examples] = [kept(scope, 'signs'), kept(scope, 'examples')];
      const steps = add(kept(scope, 'steps'), 1);
      const isDue = greaterEqual(steps, every);
      const direction = sign(sub(div(signs, examples), scope.dial('augment/target', target)));
      const moved = clip(add(p, mul(direction, div(examples, images))), 0, 1);
      scope.setState(stateNames.p, where(isDue, moved, p));
      change(scope, 'signs', where(isDue, 0, signs));
      change(scope, 'examples', where(isDue, 0, examples));
      change(scope, 'steps', where(isDue, 0, steps));
      scope.metric('augmentP', p);
    },
  };
}

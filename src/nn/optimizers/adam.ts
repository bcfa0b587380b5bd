import { z } from 'zod';
import { add, div, exp, log, mul, sqrt, sub, type Tensor } from '../../tensor/index.ts';
import { emaUpdate } from '../ema.ts';
import { constructed } from '../problems.ts';
import { scheduledSchema } from '../schedules.ts';
import { commonOptions, defineOptimizer, type Rule, type UpdateInputs } from './optimizer.ts';

const options = (learningRate: number) => ({
  ...commonOptions(learningRate),
  /** Decay of the mean gradient, in [0, 1). Default 0.9; GANs often take 0.5 or 0. */
  beta1: z.number().min(0).lt(1).default(0.9),
  /** Decay of the mean squared gradient, in [0, 1): a number, or a schedule and then a dial, 'PLAYER/beta2'. Default 0.999. */
  beta2: scheduledSchema(z.number().min(0).lt(1)).default(0.999),
  /** Default 1e-7, with 'pytorch' placement 1e-8. */
  epsilon: z.number().positive().optional(),
  /**
   * Where epsilon is added. 'keras' (default): to √v before the bias correction; 'pytorch': to √v̂ after it, as in the
   * paper's algorithm 1.
   */
  epsilonPlacement: z.enum(['keras', 'pytorch']).default('keras'),
});

const adamSchema = z.strictObject({ type: z.literal('adam'), ...options(1e-3) });
const adamWSchema = z.strictObject({
  type: z.literal('adamW'),
  ...options(1e-3),
  /** Share of a parameter, times the learning rate, that each step takes away. Default 0.004, as in Keras. */
  weightDecay: z.number().nonnegative().default(0.004),
});
type AdamConfig = Omit<z.output<typeof adamSchema>, 'type'>;

/** dₜ = 1 + β + … + βᵗ⁻¹ = (1 − βᵗ) / (1 − β), kept as a running sum of ones: exact from the first step on, without a counter. */
function weightSum(name: string, beta: number, { slot, setSlot }: UpdateInputs): Tensor {
  const next = add(mul(slot(name, [], 0), beta), 1);
  setSlot(name, next);
  return next;
}

/**
 * cₜ = 1 − βᵗ with the β of this very update, where β follows a schedule: PyTorch's, when a program sets `betas` before each
 * step. What the weights in v add up to is 1 less the product of all βs so far.
 */
function scheduledCorrection(name: string, beta: Tensor, { slot, setSlot }: UpdateInputs): Tensor {
  const t = add(slot(name, [], 0), 1);
  setSlot(name, t);
  return sub(1, exp(mul(t, log(beta))));
}

/** What v is remembered as: v′ of (v, g²), what its root is to be divided by, and v for each unit of what is remembered. */
interface SecondMoment {
  readonly slot: '.vSum' | '.v';
  next(before: Tensor, square: Tensor): Tensor;
  readonly rootOfWeights: Tensor;
  readonly unit: number;
}

/** V′ = β₂ V + g², which is v / (1 − β₂); where β₂ follows a schedule v itself, since V would be of another unit at each step. */
function secondMoment(beta2: number | Tensor, inputs: UpdateInputs): SecondMoment {
  if (typeof beta2 === 'number')
    return {
      slot: '.vSum',
      next: (before, square) => add(mul(before, beta2), square),
      rootOfWeights: sqrt(weightSum('.adam.d2', beta2, inputs)),
      unit: 1 - beta2,
    };
  return {
    slot: '.v',
    next: (before, square) => emaUpdate(before, square, beta2),
    rootOfWeights: sqrt(scheduledCorrection('.adam.t', beta2, inputs)),
    unit: 1,
  };
}

/**
 * m′ = β₁ m + (1 − β₁) g,  v′ = β₂ v + (1 − β₂) g²,  p′ = decayed(p) − lr √c₂ / c₁ · m′ / (√v′ + ε),  cᵢ = 1 − βᵢᵗ
 *
 * PyTorch's lr / c₁ · m′ / (√(v′ / c₂) + ε) is the same with ε √c₂ in the place of ε, so both cost the same. What is
 * remembered is M = m / (1 − β₁) and V = v / (1 − β₂), which saves a pass over memory for each; the step size and ε take
 * the factors up, with dᵢ = cᵢ / (1 − βᵢ): p′ = decayed(p) − lr √d₂ / d₁ · M′ / (√V′ + ε / √(1 − β₂)).
 */
function adamRule(config: AdamConfig, inputs: UpdateInputs, decayed: (parameter: Tensor) => Tensor): Rule {
  const { beta1, epsilonPlacement } = config;
  const pytorch = epsilonPlacement === 'pytorch';
  const beta2 = typeof config.beta2 === 'number' ? config.beta2 : inputs.dial('beta2', config.beta2);
  const second = secondMoment(beta2, inputs);
  const corrected = mul(inputs.learningRate, second.rootOfWeights);
  // without momentum the mean gradient is the gradient, and nothing has to be remembered
  const stepSize = beta1 === 0 ? corrected : div(corrected, weightSum('.adam.d1', beta1, inputs));
  const epsilon = config.epsilon ?? (pytorch ? 1e-8 : 1e-7);
  const floor = pytorch ? mul(second.rootOfWeights, epsilon) : epsilon / Math.sqrt(second.unit);

  return (p, g, name) => {
    const remembered = (slot: string, update: (before: Tensor) => Tensor) => {
      const next = update(inputs.slot(name + slot, p.shape, 0));
      inputs.setSlot(name + slot, next);
      return next;
    };
    const m = beta1 === 0 ? g : remembered('.mSum', (before) => add(mul(before, beta1), g));
    const v = remembered(second.slot, (before) => second.next(before, mul(g, g)));
    return sub(decayed(p), mul(div(m, add(sqrt(v), floor)), stepSize));
  };
}

export const adamOptimizer = defineOptimizer({
  schema: adamSchema,
  rule: (config, inputs) => adamRule(config, inputs, (p) => p),
});

export const adamWOptimizer = defineOptimizer({
  schema: adamWSchema,
  rule: (config, inputs) => {
    const kept = sub(1, mul(inputs.learningRate, config.weightDecay));
    return adamRule(config, inputs, (p) => mul(p, kept));
  },
});

/**
 * Adam (Kingma and Ba 2015). Default learning rate 1e-3.
 *
 * @example adam({ learningRate: 2e-4, beta1: 0.5 })
 * @example adam({ beta1: 0, beta2: cosineDecay(0.9, 0.99, 5000) })
 */
export const adam = (options: Omit<z.input<typeof adamSchema>, 'type'> = {}) =>
  constructed(adamSchema, 'adam', options);

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019): p loses lr · weightDecay · p each step. */
export const adamW = (options: Omit<z.input<typeof adamWSchema>, 'type'> = {}) =>
  constructed(adamWSchema, 'adamW', options);

import { z } from 'zod';
import { add, div, mul, sqrt, sub } from '../../tensor/index.ts';
import { constructed } from '../problems.ts';
import { commonOptions, defineOptimizer } from './optimizer.ts';

const schema = z.strictObject({
  type: z.literal('rmsprop'),
  ...commonOptions(1e-3),
  /** Decay of the mean squared gradient, in [0, 1). Default 0.9. */
  rho: z.number().min(0).lt(1).default(0.9),
  /** Share of the last update that is repeated, in [0, 1). Default 0. */
  momentum: z.number().min(0).lt(1).default(0),
  /** Divides by the standard deviation of the gradient, not by its root mean square. Default false. */
  centered: z.boolean().default(false),
  /** Default 1e-7, with 'pytorch' placement 1e-8. */
  epsilon: z.number().positive().optional(),
  /** 'keras' (default): √(v + ε); 'pytorch': √v + ε. */
  epsilonPlacement: z.enum(['keras', 'pytorch']).default('keras'),
});

/** v′ = ρ v + (1 − ρ) g²,  u′ = momentum · u + lr g / √(v′ + ε),  p′ = p − u′ */
export const rmspropOptimizer = defineOptimizer({
  schema,
  rule: (config, { learningRate, slot, setSlot }) => {
    const { rho, momentum, centered } = config;
    const pytorch = config.epsilonPlacement === 'pytorch';
    const epsilon = config.epsilon ?? (pytorch ? 1e-8 : 1e-7);
    return (p, g, name) => {
      const v = add(mul(slot(`${name}.v`, p.shape, 0), rho), mul(mul(g, g), 1 - rho));
      setSlot(`${name}.v`, v);
      let variance = v;
      if (centered) {
        const m = add(mul(slot(`${name}.m`, p.shape, 0), rho), mul(g, 1 - rho));
        setSlot(`${name}.m`, m);
        variance = sub(v, mul(m, m));
      }
      const scale = pytorch ? add(sqrt(variance), epsilon) : sqrt(add(variance, epsilon));
      const step = mul(div(g, scale), learningRate);
      if (momentum === 0) return sub(p, step);
      const update = add(mul(slot(`${name}.u`, p.shape, 0), momentum), step);
      setSlot(`${name}.u`, update);
      return sub(p, update);
    };
  },
});

/** RMSprop (Tieleman and Hinton 2012). Default learning rate 1e-3. */
export const rmsprop = (options: Omit<z.input<typeof schema>, 'type'> = {}) => constructed(schema, 'rmsprop', options);

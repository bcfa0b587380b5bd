import { z } from 'zod';
import { add, mul, sub } from '../../tensor/index.ts';
import { constructed } from '../problems.ts';
import { commonOptions, defineOptimizer } from './optimizer.ts';

const schema = z.strictObject({
  type: z.literal('sgd'),
  ...commonOptions(0.01),
  /** Share of the last update that is repeated, in [0, 1). Default 0. */
  momentum: z.number().min(0).lt(1).default(0),
  /** Looks ahead along the momentum (Nesterov 1983, as Sutskever et al. 2013 put it). Default false. */
  nesterov: z.boolean().default(false),
});

/** u′ = momentum · u − lr g,  p′ = p + u′; with Nesterov p′ = p + momentum · u′ − lr g */
export const sgdOptimizer = defineOptimizer({
  schema,
  rule:
    ({ momentum, nesterov }, { learningRate, slot, setSlot }) =>
    (p, g, name) => {
      const step = mul(g, learningRate);
      if (momentum === 0) return sub(p, step);
      const u = sub(mul(slot(`${name}.u`, p.shape, 0), momentum), step);
      setSlot(`${name}.u`, u);
      return nesterov ? sub(add(p, mul(u, momentum)), step) : add(p, u);
    },
});

/** Gradient descent, with momentum if wished. Default learning rate 0.01. */
export const sgd = (options: Omit<z.input<typeof schema>, 'type'> = {}) => constructed(schema, 'sgd', options);

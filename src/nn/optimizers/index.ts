import { z } from 'zod';
import { DuelError } from '../../errors.ts';
import {
  add,
  clip,
  constant,
  div,
  maximum,
  mul,
  sameShape,
  showShape,
  sqrt,
  sum,
  type Tensor,
} from '../../tensor/index.ts';
import { parseAt } from '../problems.ts';
import { adamOptimizer, adamWOptimizer } from './adam.ts';
import type { OptimizerDefinition, UpdateInputs } from './optimizer.ts';
import { inPacks } from './packs.ts';
import { rmspropOptimizer } from './rmsprop.ts';
import { sgdOptimizer } from './sgd.ts';

export { adam, adamW } from './adam.ts';
export type { OptimizerDefinition, UpdateInputs } from './optimizer.ts';
export { rmsprop } from './rmsprop.ts';
export { sgd } from './sgd.ts';

/** Every kind of optimizer, by the type that its JSON carries. */
export const optimizerTypes = {
  adam: adamOptimizer,
  adamW: adamWOptimizer,
  rmsprop: rmspropOptimizer,
  sgd: sgdOptimizer,
};

/** The schema of an optimizer's JSON. */
export const optimizerSchema = z.discriminatedUnion('type', [
  optimizerTypes.adam.schema,
  optimizerTypes.adamW.schema,
  optimizerTypes.rmsprop.schema,
  optimizerTypes.sgd.schema,
]);

/** An optimizer with its settings: plain JSON, made by `adam()`, `adamW()`, `rmsprop()` or `sgd()`. */
export type Optimizer = z.output<typeof optimizerSchema>;

/** An optimizer from JSON; a DuelError `nn/optimizer` names the key that does not fit. */
export const parseOptimizer = (json: unknown, where: string): Optimizer =>
  parseAt(optimizerSchema, json, where, 'nn/optimizer');

/**
 * One step of an optimizer: the parameters' new values, by name.
 *
 * Slots are called `<parameter>.mSum`, `<parameter>.vSum`, … and, where they serve all parameters, `.adam.d1`, `.adam.d2`, `.adam.t`.
 * The learning rate is the given scalar; the optimizer's own schedule is for the caller to evaluate.
 *
 * @throws DuelError where a gradient is missing or has another shape than its parameter
 */
export function applyOptimizer(optimizer: Optimizer, inputs: UpdateInputs): Record<string, Tensor> {
  const gradients = clipped(checkedGradients(inputs), optimizer.clip);
  const definition = optimizerTypes[optimizer.type] as OptimizerDefinition<z.ZodType<Optimizer>>;
  const limit = optimizer.weightLimit;
  return inPacks({ ...inputs, gradients }, (packs) => {
    const rule = definition.rule(optimizer, packs);
    return (p, g, name) => {
      const next = rule(p, g, name);
      return limit === undefined ? next : clip(next, -limit, limit);
    };
  });
}

type Gradients = Readonly<Record<string, Tensor>>;

function checkedGradients({ parameters, gradients }: UpdateInputs): Gradients {
  for (const [name, p] of Object.entries(parameters)) {
    const g = gradients[name];
    if (!g || !sameShape(g.shape, p.shape))
      throw new DuelError(
        'usage',
        'nn/gradient',
        `the gradient of '${name}' expects ${showShape(p.shape)}, got ${g ? showShape(g.shape) : 'nothing'}`,
      );
  }
  return gradients;
}

/** The length of the vector of all values of some tensors: √ Σ g², as PyTorch's `clip_grad_norm_` counts it. */
export const globalNorm = (tensors: readonly Tensor[]): Tensor =>
  sqrt(tensors.map((g) => sum(mul(g, g))).reduce((a, b) => add(a, b), constant(0)));

function clipped(gradients: Gradients, how: Optimizer['clip']): Gradients {
  if (!how) return gradients;
  const each = (f: (g: Tensor) => Tensor) =>
    Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, f(g)]));
  if ('value' in how) return each((g) => clip(g, -how.value, how.value));
  const norm = globalNorm(Object.values(gradients));
  // g · limit / max(norm, limit): unchanged below the limit, and no division by zero
  const factor = div(how.norm, maximum(norm, how.norm));
  return each((g) => mul(g, factor));
}

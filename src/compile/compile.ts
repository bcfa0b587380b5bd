import type { Tensor } from '../tensor/index.ts';
import { type OnnxModel, type OnnxOptions, toOnnx } from './onnx.ts';
import { type Rule, rewrite } from './rewrite.ts';
import { biases } from './rules/bias.ts';
import { convGemm } from './rules/convGemm.ts';
import { means } from './rules/means.ts';
import { settlements, simplifications } from './rules/simplify.ts';
import { sums } from './rules/sums.ts';
import { upsampleConv } from './rules/upsampleConv.ts';

/**
 * How convolutions are lowered: `direct` to ONNX' own convolution, or `gemm` to matrix products in NHWC. One of the
 * factors of those is an image spread out by the kernel's taps; where it has more than `largestSpread` numbers it is
 * made and used in parts, which takes less memory and a little more time. Where it has more than `cachedSpread` (default:
 * never), it is made for parts of the batch, half as large at most, that stay in the processor's cache. `filtering`
 * says where minimal filtering does it in place of that: where it is estimated to take clearly less time, the default, or
 * wherever it can. With `means` no mean has its length as a number in the graph.
 */
export type Plan =
  | { readonly convolutions: 'direct'; readonly means?: boolean }
  | {
      readonly convolutions: 'gemm';
      readonly largestSpread: number;
      readonly cachedSpread?: number;
      readonly filtering?: 'estimated' | 'everywhere';
    };

/** The plan for training, where weights change every step: spreads of up to 96 MiB, from 32 MiB on in parts of the batch. */
export const trainingPlan = {
  convolutions: 'gemm',
  largestSpread: 3 << 23,
  cachedSpread: 8 << 20,
} as const satisfies Plan;
/** The plan for generators with fixed weights: what every ONNX runtime knows best. */
export const inferencePlan: Plan = { convolutions: 'direct' };
/** The plan for networks that are to take pictures of any size. */
export const openPlan: Plan = { convolutions: 'direct', means: true };

/** The compiler's passes in order, each a set of rules that is applied until none matches. */
export const passes = (plan: Plan): readonly { name: string; rules: readonly Rule[] }[] => [
  { name: 'simplify', rules: simplifications },
  { name: 'fold', rules: [...upsampleConv, ...simplifications] },
  {
    name: 'lower',
    rules: [
      ...(plan.convolutions === 'gemm'
        ? convGemm({
            largest: plan.largestSpread,
            cached: plan.cachedSpread ?? Number.POSITIVE_INFINITY,
            filtering: plan.filtering ?? 'estimated',
          })
        : []),
      ...(plan.convolutions === 'direct' && plan.means ? means : []),
      ...biases,
      ...sums,
      ...simplifications,
    ],
  },
  { name: 'settle', rules: settlements },
];

/** Folds and lowers a graph. The result computes the same outputs from the same inputs. */
export function optimize(outputs: Readonly<Record<string, Tensor>>, plan: Plan): Record<string, Tensor> {
  const names = Object.keys(outputs);
  let tensors: readonly Tensor[] = Object.values(outputs);
  for (const pass of passes(plan)) tensors = rewrite(tensors, pass.rules);
  return Object.fromEntries(names.map((n, i) => [n, tensors[i]!]));
}

/** Compiles named outputs to an ONNX model. */
export const compile = (outputs: Readonly<Record<string, Tensor>>, plan: Plan, options: OnnxOptions = {}): OnnxModel =>
  toOnnx(optimize(outputs, plan), options);

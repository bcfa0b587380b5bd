import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { add, less, mul, neg, type Operand, sigmoid, softplus, sub, type Tensor, where } from '../../tensor/index.ts';
import { wrongTarget } from './labels.ts';
import { defineLoss, type LossOptions, type LossScope } from './loss.ts';

const label = z.number().min(0).max(1);
const schema = z
  .strictObject({
    type: z.literal('crossEntropy'),
    /** D's label for real examples; 0.9 is one-sided smoothing (Salimans et al. 2016). */
    real: label.default(1),
    /** D's label for generated examples. */
    fake: label.default(0),
    /** The label that G wants for its examples. Never smoothed. */
    target: label.default(1),
    /** Both of D's labels get this times U[0, 1) added. */
    noise: z.number().nonnegative().default(0),
    /** Chance of each of D's examples to get the other side's label. */
    flip: label.default(0),
  })
  .refine(({ real, fake }) => real !== fake, {
    message: 'the labels of real and of generated examples have to differ, or D has nothing to tell apart',
    path: ['fake'],
  });

/** Binary cross-entropy from logits: softplus(l) − y l = −y log σ(l) − (1 − y) log(1 − σ(l)). */
export const binaryCrossEntropy = (logits: Tensor, y: Operand): Tensor => sub(softplus(logits), mul(logits, y));

export const crossEntropyLoss = defineLoss({
  schema,
  of: (spec) => {
    const labelled = (own: number, other: number, scope: LossScope): Operand => {
      const y = spec.flip > 0 ? where(less(scope.random('flips'), spec.flip), other, own) : own;
      return spec.noise > 0 ? add(mul(scope.random('labels'), spec.noise), y) : y;
    };
    const realIsHigh = spec.real >= spec.fake;
    return {
      sees: 'one',
      real: (logits, scope) => binaryCrossEntropy(logits, labelled(spec.real, spec.fake, scope)),
      fake: (logits, scope) => binaryCrossEntropy(logits, labelled(spec.fake, spec.real, scope)),
      generator: (logits) => binaryCrossEntropy(logits, spec.target),
      probabilityReal: (logits) => sigmoid(realIsHigh ? logits : neg(logits)),
      realIsHigh,
      // the mean over one batch of both, as frameworks' own cross-entropy has it
      scale: 0.5,
      reportsScores: false,
    };
  },
  warnings: ({ real, fake, target, flip }) => [
    wrongTarget('target', target, real, fake),
    [
      fake > 0 && fake < 1,
      `the discriminator's label for generated examples is smoothed, to ${fake}`,
      'the generator may then rest on examples that are taken for bad (Salimans et al. 2016, section 3.4); smooth the label of real ones alone',
    ],
    [
      flip >= 0.5,
      `${Math.round(flip * 100)} % of the discriminator's labels are those of the other side`,
      `${flip === 0.5 ? 'labels say nothing then' : 'it learns to take generated examples for real ones'}; use a flip such as 0.05`,
    ],
  ],
});

/**
 * The non-saturating GAN loss (Goodfellow et al. 2014), from logits l:
 *
 *     D: E[softplus(l) − y l]    G: E[softplus(l) − target · l]
 *
 * With target 1 the latter is −E[log D(G(z))]. Labels: `real` (default 1), `fake` (0), G's `target` (1), label `noise`
 * (0), chance `flip` (0) of the other side's label.
 */
export const crossEntropy = (options: LossOptions<typeof schema> = {}) => constructed(schema, 'crossEntropy', options);

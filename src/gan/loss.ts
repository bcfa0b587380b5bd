import { z } from 'zod';
import { add, mean, mul, neg, type Operand, sigmoid, softplus, sub, type Tensor } from '../tensor/index.ts';

/** An adversarial loss: pure functions of logits [n, 1], each a scalar to be lowered. */
export interface AdversarialLoss {
  /** D's loss on real examples; `labelNoise` is U[0, 1) of the logits' shape where the loss asks for it. */
  real(logits: Tensor, labelNoise?: Tensor): Tensor;
  /** D's loss on generated examples. */
  fake(logits: Tensor, labelNoise?: Tensor): Tensor;
  /** G's loss, from D's logits on what G made. */
  generator(fakeLogits: Tensor): Tensor;
  /** P(real) as D sees it. */
  probabilityReal(logits: Tensor): Tensor;
  /** Whether `real` and `fake` want label noise. */
  readonly usesLabelNoise: boolean;
}

const crossEntropySchema = z.strictObject({
  type: z.literal('crossEntropy'),
  /** D's label for real examples; 0.9 is one-sided smoothing (Salimans et al. 2016). */
  real: z.number().min(0).max(1).default(1),
  /** D's label for generated examples. */
  fake: z.number().min(0).max(1).default(0),
  /** The label that G wants for its examples. Never smoothed. */
  target: z.number().min(0).max(1).default(1),
  /** Both of D's labels get this times U[0, 1) added. */
  noise: z.number().nonnegative().default(0),
});

/**
 * Binary cross-entropy from logits, Goodfellow et al. 2014 with the non-saturating generator loss:
 *
 *     D: E[softplus(l) − y l]    G: E[softplus(l) − target · l]
 *
 * With target 1 the latter is −E[log D(G(z))].
 */
const crossEntropyOf = (spec: z.output<typeof crossEntropySchema>): AdversarialLoss => {
  const loss = (logits: Tensor, label: Operand) => mean(sub(softplus(logits), mul(logits, label)));
  const noisy = (label: number, u: Tensor | undefined): Operand => (u ? add(mul(u, spec.noise), label) : label);
  return {
    real: (logits, u) => loss(logits, noisy(spec.real, u)),
    fake: (logits, u) => loss(logits, noisy(spec.fake, u)),
    generator: (logits) => loss(logits, spec.target),
    probabilityReal: (logits) => sigmoid(spec.real >= spec.fake ? logits : neg(logits)),
    usesLabelNoise: spec.noise > 0,
  };
};

/** The schema of a loss in JSON; one entry for each kind. */
export const lossSchema = z.discriminatedUnion('type', [crossEntropySchema]);
export type Loss = z.output<typeof lossSchema>;

/** The non-saturating GAN loss. Labels: `real` (default 1), `fake` (0), G's `target` (1), label `noise` (0). */
export const crossEntropy = (options: Omit<z.input<typeof crossEntropySchema>, 'type'> = {}): Loss =>
  crossEntropySchema.parse({ type: 'crossEntropy', ...options });

/** What a loss in JSON computes. */
export function adversarialLoss(loss: Loss): AdversarialLoss {
  switch (loss.type) {
    case 'crossEntropy':
      return crossEntropyOf(loss);
    default:
      return loss.type satisfies never;
  }
}

import { adversarialLoss, type Loss } from '../losses/index.ts';
import type { Role } from './kind.ts';

/** What a discriminator does that learns by a loss: it takes examples and gives what its scores mean. */
export function judgesBy(config: Loss): Role {
  const loss = adversarialLoss(config);
  if (loss.reconstructionError) return { takes: 'images', gives: (y) => ({ reconstructions: y }) };
  const probabilityReal = loss.sees === 'one' ? loss.probabilityReal : undefined;
  return {
    takes: 'images',
    gives: (y) => ({ logits: y, ...(probabilityReal && { probabilities: probabilityReal(y) }) }),
  };
}

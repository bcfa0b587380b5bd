import type { Schedule } from '../../nn/index.ts';
import type { Player } from '../game.ts';
import type { AdversarialLoss } from '../losses/loss.ts';
import type { Slope } from '../penalties/penalty.ts';

/** Of a GAN's configuration, what its parts have to agree on, and what follows from all of them together. */
export interface GanParts {
  readonly generator: Player;
  readonly discriminator: Player;
  readonly batch: { readonly generator: number; readonly discriminator: number };
  readonly order: 'separate' | 'together';
  readonly loss: AdversarialLoss & { readonly type: string };
  readonly penalties: readonly { readonly type: string; readonly every: number; readonly slope: Slope | undefined }[];
  /** Examples to a decision of D's. */
  readonly packing: number;
  /** The technique that takes the place of G's usual loss, in words, where one does. */
  readonly replaced: string | undefined;
}

/** Numbers and schedules by where they stand in the configuration. */
export type Amounts = Readonly<Record<string, Schedule | undefined>>;

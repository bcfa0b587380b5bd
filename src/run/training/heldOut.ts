import type { Dataset } from '../../data/dataset.ts';
import { type DataContext, openDataset } from '../../data/index.ts';
import { DuelError } from '../../errors.ts';
import { dataRequest, type RunConfig } from '../config/config.ts';

/** The test split of the data that a run learns from. */
export interface HeldOut {
  /** Undefined where there is none. */
  readonly test: Dataset | undefined;
  /** Why there is none, where there should be one. */
  readonly why?: string;
}

/**
 * Opens the test split, once and before the first step: data that are broken are told of before there is anything to
 * lose, and a signal that ends the training finds nothing left to open. Data without one are as good as any; one that
 * cannot be had from here is no reason not to train.
 */
export async function openHeldOut(config: Pick<RunConfig, 'data'>, context: DataContext): Promise<HeldOut> {
  try {
    return { test: await openDataset({ ...dataRequest(config.data), split: 'test' }, context) };
  } catch (cause) {
    if (!(cause instanceof DuelError)) throw cause;
    if (cause.code === 'data/no-split') return { test: undefined };
    const isAway = ['data/not-found', 'data/missing', 'data/no-network'].includes(cause.code);
    if (!isAway) throw cause;
    return { test: undefined, why: cause.message };
  }
}

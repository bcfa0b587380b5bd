import { RandomStream } from '../random/stream.ts';
import { assertReadable, type Dataset, type ReadOptions } from './dataset.ts';
import { dataError } from './problems.ts';

/**
 * Whether an example of this name is held out for testing, as so large a share of all names is. It follows from the name
 * alone: in whatever company, and in each of several domains, the same name is held out or is not.
 */
export const isHeldOut = (name: string, share: number): boolean =>
  new RandomStream(0, `holdOut/${name}`).uniform() < share;

/** Throws where nothing is held out, or nothing is left. */
export function assertShares(all: number, heldOut: number, share: number, where: string): void {
  if (heldOut > 0 && heldOut < all) return;
  const examples = `${all} example${all === 1 ? '' : 's'}`;
  throw dataError('hold-out', `${heldOut === 0 ? 'none' : 'each'} of ${examples} would be held out for testing`, {
    where,
    fix: `${heldOut === 0 ? 'hold out a larger' : 'hold out a smaller'} share than ${share}, or leave it out`,
  });
}

/** The examples of a data set without a test split that are held out for testing, or those that are left to train on. */
export function heldOut(dataset: Dataset, share: number, split: 'train' | 'test'): Dataset {
  const { name, count } = dataset;
  const all = Array.from({ length: count }, (_, index) => index);
  const indices = Uint32Array.from(all.filter((index) => isHeldOut(String(index), share) === (split === 'test')));
  const out = split === 'test' ? indices.length : count - indices.length;
  assertShares(count, out, share, name);
  const amount = (n: number) => n.toLocaleString('en-US');
  const found = `${amount(count)} examples, ${amount(out)} of them held out for testing`;
  return {
    ...dataset,
    count: indices.length,
    fingerprint: `held-out-v1-${share}-${split}-${dataset.fingerprint}`,
    notes: { found: [...(dataset.notes?.found ?? []), found], warnings: dataset.notes?.warnings ?? [] },
    async read(asked, into, options: ReadOptions = {}) {
      assertReadable({ name, shape: [] }, indices.length, asked, into, options.labels);
      await dataset.read(
        Uint32Array.from(asked, (index) => indices[index]!),
        into,
        options,
      );
    },
  };
}

/** Throws unless a share can be held out. */
export function assertHoldOut(share: number): void {
  if (share >= 0 && share < 1) return;
  throw dataError('hold-out', `a share of ${share} to hold out; from 0 to below 1 is possible`, {
    where: 'holdOut',
    fix: 'hold out a tenth: 0.1',
  });
}

import { assertPart, type Dataset, type ReadOptions } from '../dataset.ts';

/** Pairs of which the inputs are one data set and the targets another, in the same order; `found` says how they were found. */
export function joinedPairs(input: Dataset, target: Dataset, found: string): Dataset {
  const warnings = new Set([...(target.notes?.warnings ?? []), ...(input.notes?.warnings ?? [])]);
  const parts = {
    input: { shape: input.shape, kind: input.kind },
    target: { shape: target.shape, kind: target.kind },
  };
  return {
    ...target,
    parts,
    fingerprint: `pairs-v1-${input.fingerprint}-${target.fingerprint}`,
    notes: { found: [...(target.notes?.found ?? []), found], warnings: [...warnings] },
    async read(indices, out, options: ReadOptions = {}) {
      const { part = 'target', ...rest } = options;
      assertPart({ name: target.name, parts }, part);
      return (part === 'input' ? input : target).read(indices, out, rest);
    },
    async close() {
      await Promise.all([input.close(), target.close()]);
    },
  };
}

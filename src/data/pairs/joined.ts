import { assertPart, type Dataset, type PartFacts, type ReadOptions } from '../dataset.ts';
import { isWhiteNote } from '../pictures/sixteen-bits.ts';

const factsOf = ({ shape, kind, white }: Dataset): PartFacts => ({ shape, kind, white });

/** Pairs of which the inputs are one data set and the targets another, in the same order; `found` says how they were found. */
export function joinedPairs(input: Dataset, target: Dataset, found: string): Dataset {
  const warnings = new Set([...(target.notes?.warnings ?? []), ...(input.notes?.warnings ?? [])]);
  const ofTargets = target.notes?.found ?? [];
  const white = (input.notes?.found ?? []).filter((line) => isWhiteNote(line) && !ofTargets.includes(line));
  const parts = {
    input: factsOf(input),
    target: factsOf(target),
  };
  return {
    ...target,
    parts,
    fingerprint: `pairs-v1-${input.fingerprint}-${target.fingerprint}`,
    notes: { found: [...ofTargets, ...white.map((line) => `inputs: ${line}`), found], warnings: [...warnings] },
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

import { freemem, totalmem } from 'node:os';
import process from 'node:process';
import { DuelError } from '../errors.ts';
import { amount } from './room.ts';

/** Something that takes memory. */
export interface MemoryPart {
  readonly what: string;
  readonly bytes: number;
  /** How it takes less. */
  readonly fix: string;
}

/** Bytes that this process may use at most: the machine's memory, or the limit of its control group. */
export const memoryLimit = (): number => Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);

/** Bytes that nobody uses now. */
export const freeMemory = (): number => Math.min(freemem(), memoryLimit());

const sum = (parts: readonly MemoryPart[]): number => parts.reduce((total, { bytes }) => total + bytes, 0);

/** `3.1 GB for the batches, 1.0 GB for …`, the largest first and what is next to nothing left out. */
function breakdown(parts: readonly MemoryPart[]): string {
  const needed = sum(parts);
  return largestFirst(parts)
    .filter(({ bytes }) => bytes >= needed / 100)
    .map(({ what, bytes }) => `${amount(bytes)} for ${what}`)
    .join(', ');
}

const largestFirst = (parts: readonly MemoryPart[]) => parts.toSorted((a, b) => b.bytes - a.bytes);

/**
 * Refuses work that cannot fit into the memory, before anything is made for it.
 *
 * @param work what it is called: 'this training'
 * @param parts what it takes at the least; each must be a low count, so that nothing is refused that would work
 * @throws DuelError `device/memory`
 */
export function assertMemory(work: string, parts: readonly MemoryPart[], limit = memoryLimit()): void {
  const needed = sum(parts);
  if (needed <= limit) return;
  throw new DuelError(
    'device',
    'device/memory',
    `${work} needs at least ${amount(needed)} of memory, and there are ${amount(limit)} in all: ${breakdown(parts)}`,
    { fix: largestFirst(parts)[0]!.fix },
  );
}

/** What a person should know where work will hardly fit into the memory that is free; undefined where it will. */
export function memoryWarning(work: string, parts: readonly MemoryPart[], free = freeMemory()): string | undefined {
  const needed = sum(parts);
  // a runtime takes about as much again for itself
  if (2 * needed <= free) return undefined;
  return `${work} needs some ${amount(needed)} to ${amount(2 * needed)} of memory, and ${amount(free)} are free: ${breakdown(parts)}; ${largestFirst(parts)[0]!.fix}`;
}

import { bestAssignment } from './assignment.ts';
import type { Asked } from './metric.ts';

/** Whether samples are of the class that was asked for. */
export type Agreement = {
  /** Of the samples asked for as class k, or as value k of a code, the share that is judged to be it. NaN without samples. */
  readonly asked: readonly number[];
  /** The share of all samples. */
  readonly agreement: number;
  /** The lowest of `asked`. */
  readonly smallestAgreement: number;
  /** For codes: the class that each value stands for; -1 where there are more values than classes. */
  readonly means?: readonly number[];
};

/**
 * The agreement of what was asked for with what a judge reads. A class stands for itself. The values of a code stand for
 * what the generator has made of them: they are assigned one-to-one to the classes, so that as many samples as can agree.
 *
 * @param counts samples by what was asked for and what was read: [asked][class]
 */
export function agreementOf(counts: readonly (readonly number[])[], kind: Asked['kind']): Agreement {
  const means = kind === 'class' ? counts.map((_, k) => k) : assigned(counts);
  const right = counts.map((row, k) => row[means[k]!] ?? 0);
  const totals = counts.map((row) => row.reduce((a, b) => a + b, 0));
  const asked = right.map((n, k) => n / totals[k]!);
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  return {
    asked,
    agreement: sum(right) / sum(totals),
    smallestAgreement: Math.min(...asked),
    ...(kind === 'code' && { means }),
  };
}

/** The class of each value of a code; values beyond the classes get one that no sample has, and then -1. */
function assigned(counts: readonly (readonly number[])[]): number[] {
  const classes = counts[0]!.length;
  const spare = new Array<number>(Math.max(0, counts.length - classes)).fill(0);
  return bestAssignment(counts.map((row) => [...row, ...spare])).map((k) => (k < classes ? k : -1));
}

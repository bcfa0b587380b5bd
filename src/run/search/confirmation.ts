/** The best trial beside the configuration as it is, at seeds that the search has not used. */
export interface Confirmation {
  readonly trial: number;
  /** NaN where a run's numbers were finite no more. */
  readonly seeds: readonly { readonly seed: number; readonly own: number; readonly best: number }[];
}

/**
 * What came of a search: `nothing` could be measured; the configuration's `own` settings were the best; another trial was, and
 * was not compared at other seeds (`unconfirmed`), or was better at each of them (`confirmed`), at some and in the mean
 * (`doubtful`), or not even that (`refuted`).
 */
export type Outcome = 'nothing' | 'own' | 'unconfirmed' | 'confirmed' | 'doubtful' | 'refuted';

export function outcomeOf(best: number | undefined, confirmation: Confirmation | undefined, lower: boolean): Outcome {
  if (best === undefined) return 'nothing';
  if (best === 1) return 'own';
  if (confirmation === undefined) return 'unconfirmed';
  const { own, best: theirs } = meansOf(confirmation);
  if (timesBetter(confirmation, lower) === confirmation.seeds.length) return 'confirmed';
  return isBetter(theirs, own, lower) ? 'doubtful' : 'refuted';
}

export const isBetter = (a: number, b: number, lower: boolean): boolean =>
  !Number.isNaN(a) && (Number.isNaN(b) || (lower ? a < b : a > b));

/** At how many seeds the best was better. */
export const timesBetter = ({ seeds }: Confirmation, lower: boolean): number =>
  seeds.filter(({ own, best }) => isBetter(best, own, lower)).length;

export function meansOf({ seeds }: Confirmation): { readonly own: number; readonly best: number } {
  const mean = (of: 'own' | 'best') => seeds.reduce((sum, one) => sum + one[of], 0) / seeds.length;
  return { own: mean('own'), best: mean('best') };
}

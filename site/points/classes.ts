import type { DataName, Paid, Settings } from './settings.ts';

/** How many classes the data have: a mode each, an arm, a moon. */
const counts: Readonly<Record<DataName, number>> = { ring: 8, grid: 25, spiral: 2, moons: 2, drawn: 0 };

/** Whether these data have classes that networks could be told. */
export const haveClasses = (data: DataName): boolean => counts[data] > 0;

/** The classes that both networks are told of; 0 where they are told nothing. */
export const classesOf = ({ told, data }: Pick<Settings, 'told' | 'data'>): number =>
  told === 'class' ? counts[data] : 0;

/** What G learns from, where both networks are told halves of points. */
export const paidOf = ({ told, paid }: Pick<Settings, 'told' | 'paid'>): Paid | undefined =>
  told === 'half' ? paid : undefined;

/** The class that is looked at: what is chosen, as far as there are so many. */
export const seenOf = (settings: Pick<Settings, 'told' | 'data' | 'seen'>): number =>
  Math.min(settings.seen, Math.max(0, classesOf(settings) - 1));

/** What a network reads of classes: a row for each, 1 at its class and 0 elsewhere. */
export function oneHot(labels: ArrayLike<number>, classes: number): Float32Array {
  const out = new Float32Array(labels.length * classes);
  for (let k = 0; k < labels.length; k++) out[k * classes + labels[k]!] = 1;
  return out;
}

/** The classes of samples: each in its turn. */
export const inTurns = (n: number, classes: number): number[] => Array.from({ length: n }, (_, k) => k % classes);

/** What is seen of classes beside points. */
export interface Told {
  readonly classes: number;
  /** The class that is looked at: D's surface and G's manifold are its own. */
  readonly seen: number;
  /** Classes of the real points. */
  readonly real: Int32Array;
}

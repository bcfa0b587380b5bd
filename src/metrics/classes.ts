import { decimal, defineMetric, type Judge, percent, type Tally } from './metric.ts';

/** The most probable class of each row of `probabilities`, and how probable it is. */
export function bestOf(probabilities: Float32Array, classes: number): { index: number; probability: number }[] {
  return Array.from({ length: probabilities.length / classes }, (_, i) => {
    const row = probabilities.subarray(i * classes, (i + 1) * classes);
    let best = 0;
    for (let k = 1; k < classes; k++) if (row[k]! > row[best]!) best = k;
    return { index: best, probability: row[best]! };
  });
}

/** How a classifier reads samples: which classes appear, and how sure it is. */
export type ClassCoverage = {
  /** Classes with at least 3 % of the samples. */
  readonly classes: number;
  readonly of: number;
  /** Share of the rarest class. */
  readonly smallest: number;
  /** Mean of the highest class probability. */
  readonly confidence: number;
  /** Share of the samples by class. */
  readonly shares: readonly number[];
};

/** The share of the samples from which a class counts as covered. */
const threshold = 0.03;

/** Counts images by the class that a judge reads in them. */
export function classTally(judge: Judge): Tally<ClassCoverage> {
  const k = judge.classes.length;
  const counts = new Array<number>(k).fill(0);
  let n = 0;
  let confidence = 0;
  return {
    async add(samples) {
      for (const { index, probability } of bestOf(await judge.read(samples), k)) {
        counts[index]!++;
        confidence += probability;
        n++;
      }
    },
    result() {
      const shares = counts.map((count) => count / n);
      return {
        classes: shares.filter((share) => share >= threshold).length,
        of: k,
        smallest: Math.min(...shares),
        confidence: confidence / n,
        shares,
      };
    },
  };
}

/** More classes than 3 % each has room for are covered otherwise: see `modes`. */
const most = 33;

export const classes = defineMetric({
  name: 'classes',
  title: 'which classes of the data a classifier finds in samples, and how sure it is',
  on: `labelled images of 2 to ${most} classes`,
  demand({ shape, classes, source }) {
    if (shape.length !== 3 || classes.length < 2 || classes.length > most) return undefined;
    return {
      n: 1000,
      values: ['classes', 'of', 'smallest', 'confidence'],
      judge: { shape, classes, source },
    };
  },
  begin: (_, judge) => classTally(judge!),
  show: (values) => {
    const { classes, of, smallest, confidence } = values as Record<string, number>;
    return [
      ['classes', `${classes} of ${of}`],
      ['smallest class', percent(smallest!)],
      ['mean confidence', decimal(confidence!)],
    ];
  },
});

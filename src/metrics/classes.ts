import { type Agreement, agreementOf } from './agreement.ts';
import { type Asked, decimal, defineMetric, type Judge, percent, type Tally, type Values } from './metric.ts';

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
} & Partial<Agreement>;

/** The share of the samples from which a class counts as covered. */
const threshold = 0.03;

/** Counts images by the class that a judge reads in them, and by what was asked for, where anything was. */
export function classTally(judge: Judge, asked?: Asked): Tally<ClassCoverage> {
  const k = judge.classes.length;
  const counts = new Array<number>(k).fill(0);
  const byAsked = Array.from({ length: asked?.count ?? 0 }, () => new Array<number>(k).fill(0));
  let n = 0;
  let confidence = 0;
  return {
    async add(samples) {
      bestOf(await judge.read(samples), k).forEach(({ index, probability }, i) => {
        counts[index]!++;
        if (asked) byAsked[samples.asked![i]!]![index]!++;
        confidence += probability;
        n++;
      });
    },
    result() {
      const shares = counts.map((count) => count / n);
      return {
        classes: shares.filter((share) => share >= threshold).length,
        of: k,
        smallest: Math.min(...shares),
        confidence: confidence / n,
        shares,
        ...(asked && agreementOf(byAsked, asked.kind)),
      };
    },
  };
}

/** What each class, or value of a code, was asked for as and judged to be. */
const askedRows = ({ asked, means }: Values, classes: readonly string[]) =>
  (asked as readonly number[]).map((share, k) => {
    const nameOf = (index: number) => classes[index] ?? String(index);
    if (means === undefined) return [`  asked for ${nameOf(k)}`, percent(share)] as const;
    const stands = (means as readonly number[])[k]!;
    return [`  asked for ${k}${stands < 0 ? '' : ` (class ${nameOf(stands)})`}`, percent(share)] as const;
  });

/** More classes than 3 % each has room for are covered otherwise: see `modes`. */
export const most = 33;

export const classes = defineMetric({
  name: 'classes',
  title: 'which classes of the data a classifier finds in samples, and how sure it is',
  on: `labelled images of 2 to ${most} classes`,
  demand({ shape, classes, source, asked }) {
    if (shape.length !== 3 || classes.length < 2 || classes.length > most) return undefined;
    return {
      n: Math.max(1000, 200 * (asked?.count ?? 0)),
      values: ['classes', 'of', 'smallest', 'confidence', ...(asked ? ['agreement', 'smallestAgreement'] : [])],
      judge: { shape, classes, source },
      byClass: true,
    };
  },
  better: { classes: 'higher', smallest: 'higher', agreement: 'higher', smallestAgreement: 'higher' },
  begin: ({ asked }, { judge }) => classTally(judge!, asked),
  show: (values, names = []) => {
    const { classes, of, smallest, confidence, agreement, smallestAgreement } = values as Record<string, number>;
    return [
      ['classes', `${classes} of ${of}`],
      ['smallest class', percent(smallest!)],
      ['mean confidence', decimal(confidence!)],
      ...(agreement === undefined
        ? []
        : [
            ['agreement', percent(agreement)] as const,
            ['smallest agreement', percent(smallestAgreement!)] as const,
            ...askedRows(values, names),
          ]),
    ];
  },
});

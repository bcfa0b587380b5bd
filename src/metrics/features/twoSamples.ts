import { DuelError } from '../../errors.ts';
import { tooFew } from '../linear/rows.ts';
import { headsAtLeast } from '../statistics/binomial.ts';

/** What a classifier that was trained to tell samples from real examples says of others of both. */
export interface Decisions {
  readonly samples: number;
  /** Samples that it took for samples. */
  readonly samplesRight: number;
  readonly reals: number;
  /** Real examples that it took for real. */
  readonly realsRight: number;
}

export interface TwoSamples {
  /** Share of right decisions: 0.5 where both are alike to it, 1 where it tells all apart. */
  readonly accuracy: number;
  /** Probability of so many right decisions, or more, where both are alike. */
  readonly p: number;
}

/**
 * The classifier two-sample test (Lopez-Paz and Oquab 2017, https://arxiv.org/abs/1610.06545): how well a classifier tells
 * samples from real examples of which it saw neither in training. The p-value is that of even coins, by the binomial
 * distribution itself, where the authors approximate it by a normal one; a classifier that leans to one of the two answers
 * has less variance than coins, and p is then too large rather than too small.
 *
 * Throws `metrics/uneven` where there are not as many of both, since what is right by chance is then not a half.
 */
export function twoSampleTest({ samples, samplesRight, reals, realsRight }: Decisions): TwoSamples {
  tooFew('the two-sample test', 'samples', samples, 1);
  if (samples !== reals)
    throw new DuelError('usage', 'metrics/uneven', `${samples} samples and ${reals} real examples`, {
      where: 'the two-sample test',
      fix: 'judge as many of both',
    });
  const [right, n] = [samplesRight + realsRight, samples + reals];
  return { accuracy: right / n, p: headsAtLeast(right, n) };
}

import type { Coverage, View } from './messages.ts';
import type { DataName, LossName, NumberName, OptimizerName, Paid, PenaltyName, Settings } from './settings.ts';

/** What choices are called, and what they mean where that needs a line. */
export const dataWords: Readonly<Record<DataName, string>> = {
  ring: 'Ring',
  grid: 'Grid',
  spiral: 'Spiral',
  moons: 'Moons',
  drawn: 'Draw',
};
export const lossWords: Readonly<Record<LossName, string>> = {
  nonSaturating: 'Non-saturating',
  minimax: 'Minimax',
  leastSquares: 'Least squares',
  wasserstein: 'Wasserstein',
  hinge: 'Hinge',
  relativistic: 'Relativistic, paired',
  relativisticAverage: 'Relativistic, average',
};
export const penaltyWords: Readonly<Record<PenaltyName, string>> = {
  none: 'None',
  r1: 'R1',
  r1r2: 'R1 and R2',
  gradientPenalty: 'WGAN-GP: slope 1 between',
  zeroCentered: 'Zero-centred between',
  dragan: 'DRAGAN: slope 1 around real',
};
export const toldWords: Readonly<Record<Settings['told'], string>> = {
  nothing: 'Nothing',
  class: 'The class',
  half: 'x: G makes y',
};
export const paidWords: Readonly<Record<Paid, string>> = { D: 'D', both: 'D and L1', L1: 'L1 alone' };
export const optimizerWords: Readonly<Record<OptimizerName, string>> = { adam: 'Adam', rmsprop: 'RMSprop', sgd: 'SGD' };

export const numberWords: Readonly<Record<NumberName, string>> = {
  momentum: 'Momentum (β₁)',
  batch: 'Batch',
  discriminatorSteps: 'D updates',
  packing: 'Packing',
  unrolling: 'Unrolling',
  average: 'Averaged G',
  latent: 'Latent size',
  generatorWidth: 'G width',
  generatorDepth: 'G depth',
  discriminatorWidth: 'D width',
  discriminatorDepth: 'D depth',
  generatorRate: 'G rate',
  discriminatorRate: 'D rate',
  penaltyWeight: 'Weight',
  noise: 'Noise σ',
  noiseFalls: 'Noise falls in',
  seen: 'Look at class',
};

/** A setting's number as it is shown. */
export function numberText(name: NumberName, value: number): string {
  switch (name) {
    case 'noiseFalls':
      return value === 0 ? 'never' : value.toLocaleString('en');
    case 'average':
    case 'unrolling':
      return value === 0 ? 'off' : String(value);
    case 'packing':
      return value === 1 ? 'off' : String(value);
    case 'generatorDepth':
    case 'discriminatorDepth':
      return value === 0 ? 'linear' : String(value);
    default:
      return String(value);
  }
}

/** A measured number to three digits. */
export const figure = (value: number | undefined): string =>
  value === undefined ? '–' : Number.isNaN(value) ? '–' : Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(3);

export const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

const askedInWords = (asked: number | undefined): string =>
  asked === undefined ? '' : ` ${percent(asked)} lie nearest to the mode that they were asked for.`;
const coverageInWords = (coverage: Coverage): string =>
  coverage.type === 'modes'
    ? `${coverage.modes} of ${coverage.of} modes are reached, ${percent(coverage.highQuality)} of the points lie within them.${askedInWords(coverage.asked)}`
    : `The Wasserstein distance to real points is ${figure(coverage.wasserstein)}.`;

/** A picture of the plane in words, for those who do not see it. */
export function viewInWords(view: View): string {
  const n = view.samples.length / 2;
  const mean = (axis: 0 | 1) => view.samples.reduce((sum, v, i) => (i % 2 === axis ? sum + v : sum), 0) / n;
  return `After ${view.done.toLocaleString('en')} updates: ${n} generated points around ${mean(0).toFixed(2)}, ${mean(1).toFixed(2)}. ${coverageInWords(view.coverage)}`;
}

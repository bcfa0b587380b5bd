import type { Mixture } from '../data/drawn/modes.ts';
import { bestOf } from './classes.ts';
import { type Batch, decimal, defineMetric, type Judge, percent, type Tally } from './metric.ts';

/**
 * KL(p ‖ uniform) in nats, p being the shares of `counts`: log K − H(p). 0 where all modes get as many samples, log K
 * where one gets all, NaN where there are no samples. n samples that are drawn evenly give about (K − 1) / 2n.
 */
export function klFromUniform(counts: readonly number[]): number {
  const n = counts.reduce((a, b) => a + b, 0);
  if (n === 0) return Number.NaN;
  const sum = counts.reduce((a, c) => (c === 0 ? a : a + (c / n) * Math.log((c / n) * counts.length)), 0);
  // no more than rounding lies below zero
  return Math.max(0, sum);
}

/** How well points cover a mixture of Gaussians. */
export type MixtureCoverage = {
  /** Modes with a sample of high quality. */
  readonly modes: number;
  readonly of: number;
  /** Share of the samples that are of high quality: within 3 sigma of the nearest centre. */
  readonly highQuality: number;
  /** KL(samples of high quality by mode ‖ uniform), in nats. NaN without such samples. */
  readonly klReverse: number;
  /** Root mean square of their distances from their centres, per coordinate, in sigmas. */
  readonly deviation: number;
  /** Samples of high quality by mode. */
  readonly counts: readonly number[];
};

/** Counts points batch by batch; see `mixtureModes`. */
export function mixtureTally({ centres, sigma }: Mixture): Tally<MixtureCoverage> {
  const counts = new Array<number>(centres.length).fill(0);
  const reach = (3 * sigma) ** 2;
  let n = 0;
  let squares = 0;
  return {
    add({ data }) {
      n += data.length / 2;
      for (let i = 0; i < data.length; i += 2) {
        let nearest = -1;
        let least = reach;
        centres.forEach(([x, y], mode) => {
          const square = (data[i]! - x) ** 2 + (data[i + 1]! - y) ** 2;
          if (square < least) [nearest, least] = [mode, square];
        });
        if (nearest === -1) continue;
        counts[nearest]!++;
        squares += least;
      }
    },
    result() {
      const good = counts.reduce((a, b) => a + b, 0);
      return {
        modes: counts.filter((count) => count > 0).length,
        of: centres.length,
        highQuality: good / n,
        klReverse: klFromUniform(counts),
        deviation: Math.sqrt(squares / (2 * good)) / sigma,
        counts,
      };
    },
  };
}

/**
 * How well points `[n, 2]` cover a mixture of Gaussians, as PacGAN's authors count (Lin et al. 2018,
 * https://arxiv.org/abs/1712.04086, section 4.1, and their code), after VEEGAN (Srivastava et al. 2017).
 *
 * A sample is of high quality where it lies within 3 sigma of the nearest centre; only such samples count for a mode.
 * Samples of the mixture itself have a share of 1 − exp(−9/2) = 0.989 of high quality, and a deviation of 0.974, since
 * those beyond 3 sigma are left out. The authors take 2,500 samples.
 */
export function mixtureModes(points: Batch, mixture: Mixture): MixtureCoverage {
  const tally = mixtureTally(mixture);
  void tally.add(points);
  return tally.result();
}

/** How well stacked images cover the combinations of their channels' classes. */
export type StackedCoverage = {
  /** Combinations that occur. */
  readonly modes: number;
  readonly of: number;
  /** KL(samples by mode ‖ uniform), in nats. */
  readonly klReverse: number;
  /** Mean of the highest class probability, over all channels. */
  readonly confidence: number;
  /** Samples by mode: classes a, b, c of three channels are mode a·k² + b·k + c. */
  readonly counts: readonly number[];
};

/**
 * Counts stacked images by what a judge reads in each channel (Metz et al. 2017; Lin et al. 2018, section 4.2).
 *
 * 26,000 samples are customary. A generator that draws all of 1,000 modes evenly gets a KL of about 999 / 52,000 =
 * 0.019 with so many, and MNIST itself, whose digits are not quite even, 0.024.
 */
export function stackedTally(channels: number, judge: Judge): Tally<StackedCoverage> {
  const k = judge.classes.length;
  const counts = new Array<number>(k ** channels).fill(0);
  let n = 0;
  let confidence = 0;
  return {
    async add(samples) {
      const [count] = samples.shape as [number];
      const best = bestOf(await judge.read(channelsAsImages(samples, judge.shape)), k);
      for (let i = 0; i < count; i++) {
        let mode = 0;
        for (const { index, probability } of best.slice(i * channels, (i + 1) * channels)) {
          mode = mode * k + index;
          confidence += probability;
        }
        counts[mode]!++;
      }
      n += count;
    },
    result: () => ({
      modes: counts.filter((count) => count > 0).length,
      of: counts.length,
      klReverse: klFromUniform(counts),
      confidence: confidence / (n * channels),
      counts,
    }),
  };
}

/** Images `[n, h, w, c]` as n·c grey ones of another shape `[height, width, 1]`: the middle of each channel, in order. */
export function channelsAsImages({ shape, data }: Batch, [height, width]: readonly number[]): Batch {
  const [n, h, w, c] = shape as [number, number, number, number];
  const [top, left] = [(h - height!) >> 1, (w - width!) >> 1];
  const grey = new Float32Array(n * c * height! * width!);
  let at = 0;
  for (let i = 0; i < n; i++)
    for (let channel = 0; channel < c; channel++)
      for (let y = 0; y < height!; y++) {
        let from = ((i * h + top + y) * w + left) * c + channel;
        for (let x = 0; x < width!; x++, from += c) grey[at++] = data[from]!;
      }
  return { shape: [n * c, height!, width!, 1], data: grey };
}

export const modes = defineMetric({
  name: 'modes',
  title: 'how many of the modes of the data samples reach, and how evenly',
  on: 'mixtures of Gaussians (ring, grid) and stacked-mnist',
  demand({ modes, shape }) {
    if (modes?.type === 'mixture' && shape.join() === '2')
      return { n: 2500, values: ['modes', 'of', 'highQuality', 'klReverse', 'deviation'] };
    if (modes?.type !== 'stacked' || shape.length !== 3 || shape[2] !== modes.channels) return undefined;
    if (shape[0]! < modes.shape[0]! || shape[1]! < modes.shape[1]!) return undefined;
    const { source, shape: image, classes } = modes;
    return {
      n: 26_000,
      values: ['modes', 'of', 'klReverse', 'confidence'],
      judge: { source, shape: image, classes },
    };
  },
  better: { modes: 'higher', highQuality: 'higher', klReverse: 'lower' },
  begin({ modes }, { judge }) {
    return modes!.type === 'mixture' ? mixtureTally(modes!) : stackedTally(modes!.channels, judge!);
  },
  show: (values) => {
    const { modes, of, highQuality, klReverse, deviation, confidence } = values as Record<string, number>;
    return [
      ['modes', `${modes} of ${of}`],
      ...(highQuality === undefined ? [] : [['high quality', percent(highQuality)] as const]),
      ['reverse KL', decimal(klReverse!)],
      ...(deviation === undefined ? [] : [['deviation', `${decimal(deviation)} sigma`] as const]),
      ...(confidence === undefined ? [] : [['mean confidence', decimal(confidence)] as const]),
    ];
  },
});

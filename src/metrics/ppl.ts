import { arePictures, ofFeatures } from './collected.ts';
import { perceptualPathLength } from './features/pathLength.ts';
import { defineMetric, type PathSpace, short } from './metric.ts';

/** As in StyleGAN's paper. */
const epsilon = 1e-4;

const spaces = {
  z: { name: 'ppl', words: 'latents', by: 'along great circles' },
  w: { name: 'pplw', words: 'what a mapping network makes of latents', by: 'along straight lines' },
} as const;

/** Perceptual path length between latents of one kind; see `perceptualPathLength`. */
const between = (space: PathSpace) => {
  const { name, words, by } = spaces[space];
  return defineMetric({
    name,
    title: `how much pictures change along short steps between ${words} (perceptual path length): lower is smoother`,
    on: space === 'z' ? 'pictures that are made of latents' : 'pictures of a generator with a mapping network',
    onRequest: true,
    demand: (data) =>
      arePictures(data) && data.spaces?.includes(space)
        ? { n: 10_000, values: [name, 'error'], features: true, steps: { space, epsilon } }
        : undefined,
    better: { [name]: 'lower' },
    begin: (_, means) =>
      ofFeatures(means, async (pairs) => {
        const { mean, error, kept } = perceptualPathLength(pairs, { epsilon });
        return { [name]: mean, error, epsilon, kept };
      }),
    show: (values) => {
      const { error, kept } = values as Record<string, number>;
      const of = `${kept!.toLocaleString('en-US')} steps ${by}`;
      return [['perceptual path length', `${short(values[name] as number)} ± ${short(error!)} (${of})`]];
    },
  });
};

export const pathLengthInZ = between('z');
export const pathLengthInW = between('w');

import type { Dataset } from '../../data/dataset.ts';
import { cacheFolder, type DataContext } from '../../data/index.ts';
import { DuelError } from '../../errors.ts';
import { nearestFew } from '../../metrics/features/neighbours.ts';
import type { Rows } from '../../metrics/linear/rows.ts';
import { openHere } from '../../runtime/node/open.ts';
import { sizeOf } from '../../tensor/index.ts';
import { singleImage } from '../pictures/pictures.ts';
import { shownChannels } from '../pictures/shownChannels.ts';
import { type OpenGeneratorOptions, RunGenerator } from '../sampling/generator.ts';
import { latentRows, type NamedLatent } from '../sampling/latentsJson.ts';
import { type Keep, withOpen } from '../training/keeping.ts';
import { dataContextOf } from '../training/options.ts';
import { openJudge } from './judge.ts';
import { besideRun } from './means.ts';
import { knownJudge } from './ownJudge.ts';
import { RunReals } from './reals.ts';

export interface NearestWish extends OpenGeneratorOptions {
  readonly latent: NamedLatent;
  /** How many examples. Default 8. */
  readonly k?: number | undefined;
  readonly dataContext?: DataContext | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The examples that a sample is nearest to, of those that a run learns from. */
export interface NearestExamples {
  /** What is compared: features of the judge that evaluations of these data have trained, or pixels where there is none. */
  readonly by: 'features' | 'pixels';
  /** Share of right answers of that judge on examples that it did not learn from. */
  readonly accuracy?: number | undefined;
  /** Among how many examples was looked, and how many there are. */
  readonly among: number;
  readonly count: number;
  /** The nearest first: Euclidean distances; of pixels in their range. */
  readonly examples: readonly { readonly distance: number; readonly picture: Uint8Array }[];
}

/** Examples that are read at once, and in all where pixels are compared. */
const chunk = 256;
const mostByPixels = 60_000;

/**
 * The training pictures nearest to a sample.
 *
 * @throws DuelError `sample/no-images` where the generator makes no pictures, and of the data where they are not there
 */
export const nearestExamples = (directory: string, { latent, k = 8, dataContext, signal, ...options }: NearestWish) =>
  withOpen(async (keep): Promise<NearestExamples> => {
    const generator = keep(await RunGenerator.open(directory, options));
    if (generator.sampleShape.length !== 3)
      throw new DuelError('usage', 'sample/no-images', 'this generator makes no pictures', {
        where: directory,
        fix: 'choose the run of a GAN that makes pictures',
      });
    const latents = { ...generator.split(latentRows([latent])), seeds: [latent.noise ?? 0] };
    const sample = await generator.generate(latents);
    const { range } = generator.config.data;
    const context = dataContextOf({ dataContext, signal });
    const { dataset } = await besideRun(generator.config, context, keep).open();
    const found = (await byFeatures(generator, dataset, sample, k, keep, context)) ?? {
      by: 'pixels' as const,
      ...(await byPixels(dataset, sample.data, range, k, signal)),
    };
    const { indices, distances, ...how } = found;
    const [height, width, channels] = generator.sampleShape as [number, number, number];
    const examples = [];
    for (const [i, index] of indices.entries()) {
      const data = new Float32Array(sizeOf(dataset.shape));
      await dataset.read([index], data, { range });
      const images = shownChannels({ data, count: 1, height, width, channels, range });
      examples.push({ distance: distances[i]!, picture: await singleImage(images, 0) });
    }
    return { ...how, count: dataset.count, examples };
  });

interface Found {
  readonly indices: readonly number[];
  readonly distances: readonly number[];
}

async function byFeatures(
  { config }: RunGenerator,
  dataset: Dataset,
  sample: { readonly shape: readonly number[]; readonly data: Float32Array },
  k: number,
  keep: Keep,
  context: DataContext,
): Promise<(Pick<NearestExamples, 'by' | 'accuracy' | 'among'> & Found) | undefined> {
  const judge = knownJudge(config.data, dataset, context);
  if (!judge) return undefined;
  const { range } = config.data;
  const extractor = keep(await openJudge(judge.directory, keep(await openHere('cpu')), range));
  const reals = new RunReals(dataset, undefined, 0, {
    range,
    extractor,
    cache: cacheFolder(context),
    signal: context.signal,
  });
  const training = await reals.training();
  const { indices, distances } = nearestFew(await extractor.features(sample), 0, training, k);
  const places = reals.places(indices);
  return { by: 'features', accuracy: judge.accuracy, among: training.n, indices: places, distances };
}

async function byPixels(
  dataset: Dataset,
  sample: Float32Array,
  range: readonly [number, number],
  k: number,
  signal: AbortSignal | undefined,
): Promise<Pick<NearestExamples, 'among'> & Found> {
  const width = sample.length;
  const count = Math.min(dataset.count, mostByPixels);
  let best: { readonly index: number; readonly distance: number }[] = [];
  for (let from = 0; from < count; from += chunk) {
    signal?.throwIfAborted();
    const indices = Array.from({ length: Math.min(chunk, count - from) }, (_, i) => from + i);
    const data = new Float32Array(indices.length * width);
    await dataset.read(indices, data, { range });
    const among: Rows = { n: indices.length, width, data };
    const few = nearestFew({ n: 1, width, data: sample }, 0, among, k);
    const more = few.indices.map((i, at) => ({ index: from + i, distance: few.distances[at]! }));
    best = [...best, ...more].sort((a, b) => a.distance - b.distance || a.index - b.index).slice(0, k);
  }
  return { among: count, indices: best.map(({ index }) => index), distances: best.map(({ distance }) => distance) };
}

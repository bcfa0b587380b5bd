import type { Dataset } from '../../data/dataset.ts';
import { type DataContext, isDrawn, newestReading, openDataset } from '../../data/index.ts';
import type { Resolution } from '../../data/resolution.ts';
import { DuelError } from '../../errors.ts';
import type { DataFacts } from '../../metrics/metric.ts';
import { heldTo, parseRequirement } from '../../metrics/requirement.ts';
import { checkOptions, checkText } from '../../options/check.ts';
import * as kinds from '../../options/kinds.ts';
import { RandomStream } from '../../random/stream.ts';
import { sizeOf } from '../../tensor/index.ts';
import { dataRequest, type RunConfig } from '../config/config.ts';
import { openHeldOut } from '../training/heldOut.ts';
import { withOpen } from '../training/keeping.ts';
import { dataContextOf } from '../training/options.ts';
import type { EvaluateOptions, Evaluation } from './evaluate.ts';
import { measure, openMeasurement, type Subject } from './measure.ts';

export interface CompareOptions
  extends Pick<
    EvaluateOptions,
    'metrics' | 'n' | 'judge' | 'extractor' | 'require' | 'threads' | 'onProgress' | 'signal' | 'dataContext'
  > {
  /** Size that the pictures of both are brought to. Default: as they are, where all are of one size. */
  readonly resolution?: Resolution | undefined;
}

const compareKinds: kinds.OptionKinds<CompareOptions> = {
  metrics: kinds.texts('fid'),
  n: kinds.samples,
  judge: kinds.text,
  extractor: kinds.text,
  require: kinds.texts('fid<=20'),
  threads: kinds.whole(),
  onProgress: kinds.callback,
  signal: kinds.signal,
  dataContext: kinds.object,
  resolution: kinds.resolution,
};

/** What metrics give of samples that something else has made. */
export type Comparison = Pick<Evaluation, 'metrics' | 'measured' | 'requirements' | 'met' | 'notes'>;

const range = [-1, 1] as const;

/**
 * Measures samples that anything has made, a folder or zip of pictures or an `.npy` file, beside real ones: as `evaluate`
 * does those of a run. Where real examples have classes, their train split is taken, and classes of samples count for nothing.
 *
 * @param samples what is measured: a path
 * @param reals what it should look like: a path, or a data set's name
 * @throws DuelError `eval/shapes` where both are not of one size
 */
export async function compare(samples: string, reals: string, options: CompareOptions = {}): Promise<Comparison> {
  checkText('compare()', 'a folder, zip or .npy file of samples', samples, 'samples/');
  checkText('compare()', 'real examples to hold them beside', reals, 'photos/');
  checkOptions('compare()', options, compareKinds);
  return withOpen(async (keep) => {
    const require = (options.require ?? []).map(parseRequirement);
    const context = dataContextOf(options);
    const { resolution } = options;
    const data: RunConfig['data'] = {
      source: reals,
      range,
      reading: newestReading,
      ...(resolution !== undefined && { resolution }),
    };
    const real = keep(await openDataset(dataRequest(data), context));
    const made = keep(await openLike(samples, resolution, real, context));
    if (made.shape.join() !== real.shape.join())
      throw new DuelError(
        'usage',
        'eval/shapes',
        `samples are [${made.shape.join(', ')}], real examples [${real.shape.join(', ')}]`,
        {
          where: samples,
          fix: 'bring the pictures of both to one size: --resolution 64',
        },
      );
    const beside = {
      data,
      async open() {
        const { test } = await openHeldOut({ data }, context);
        if (test) keep(test);
        return { dataset: real, test };
      },
    };
    const subject = subjectOf(made, real, reals);
    const wish = { ...options, require };
    const means = await openMeasurement(subject.facts, beside, wish, keep);
    const { metrics, protocols, notes } = await measure(subject, means, wish, keep);
    const measured = Object.fromEntries(
      Object.entries(protocols).map(([name, protocol]) => [name, { ...protocol, seeds: samples, raw: false }]),
    );
    return { metrics, measured, ...heldTo(require, metrics), notes };
  });
}

/** Opens samples in the form of real examples: of their size, grey or coloured, and scaled by the same numbers. */
function openLike(
  source: string,
  resolution: Resolution | undefined,
  { shape, scaling, layout, columns }: Dataset,
  context: DataContext,
): Promise<Dataset> {
  const [height, width, channels] = shape;
  const size = resolution ?? (shape.length === 3 ? ([height!, width!] as const) : undefined);
  return openDataset(
    {
      source,
      ...(size && { resolution: size }),
      ...((channels === 1 || channels === 3) && { channels }),
      ...(scaling && { scaling }),
      ...(layout && { layout }),
      ...(columns && { columns }),
    },
    context,
  );
}

function subjectOf(made: Dataset, { shape, classes }: Dataset, source: string): Subject {
  const facts: DataFacts = { source, shape, range, isDrawn: isDrawn(source), classes };
  // in whatever order they lie, a part of them is a random one
  const order = new RandomStream(0, 'samples').permutation(made.count);
  return {
    facts,
    count: made.count,
    async make(from, to) {
      const out = new Float32Array((to - from) * sizeOf(made.shape));
      await made.read(order.subarray(from, to), out, { range });
      return { shape: [to - from, ...made.shape], data: out };
    },
  };
}

import type { Dataset } from '../../data/dataset.ts';
import { type DataContext, type DataRequest, openDataset } from '../../data/index.ts';
import type { Resolution } from '../../data/resolution.ts';
import { DuelError } from '../../errors.ts';
import type { DataFacts } from '../../metrics/metric.ts';
import { parseRequirement } from '../../metrics/requirement.ts';
import { checkOptions, checkText } from '../../options/check.ts';
import * as kinds from '../../options/kinds.ts';
import { RandomStream } from '../../random/stream.ts';
import { sizeOf } from '../../tensor/index.ts';
import type { RunConfig } from '../config/config.ts';
import type { EvaluateOptions, Evaluation } from './evaluate.ts';
import { contextOf } from './means.ts';
import { measure, type Subject } from './measure.ts';
import { heldTo } from './requirements.ts';

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
  const open: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(thing: T) => {
    open.unshift(thing);
    return thing;
  };
  try {
    const require = (options.require ?? []).map(parseRequirement);
    const context = contextOf(options);
    const real = keep(await openAs(reals, options.resolution, undefined, context));
    const made = keep(await openAs(samples, options.resolution ?? sizeIn(real), real, context));
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
    const subject = subjectOf(made, real, reals, options.resolution, context);
    const { metrics, protocols, notes } = await measure(subject, { ...options, require }, keep);
    const measured = Object.fromEntries(
      Object.entries(protocols).map(([name, protocol]) => [name, { ...protocol, seeds: samples, raw: false }]),
    );
    return { metrics, measured, ...heldTo(require, metrics), notes };
  } finally {
    for (const thing of open) await thing.close();
  }
}

/** Height and width of pictures. */
const sizeIn = ({ shape }: Dataset): Resolution | undefined =>
  shape.length === 3 ? [shape[0]!, shape[1]!] : undefined;

/** Opens data; beside others, grey or coloured as these are, and scaled by the same numbers. */
async function openAs(
  source: string,
  resolution: Resolution | undefined,
  like: Dataset | undefined,
  context: DataContext,
): Promise<Dataset> {
  const channels = like?.shape.length === 3 && [1, 3].includes(like.shape[2]!) ? (like.shape[2] as 1 | 3) : undefined;
  const { scaling, layout, columns } = like ?? {};
  return openDataset(
    {
      source,
      ...formOf(resolution),
      ...(channels !== undefined && { channels }),
      ...(scaling && { scaling }),
      ...(layout && { layout }),
      ...(columns && { columns }),
    },
    context,
  );
}

const formOf = (resolution: Resolution | undefined): Partial<DataRequest> =>
  resolution === undefined ? {} : { resolution };

function subjectOf(
  made: Dataset,
  real: Dataset,
  source: string,
  resolution: Resolution | undefined,
  context: DataContext,
): Subject {
  const facts: DataFacts = { source, shape: real.shape, range, isDrawn: false, classes: real.classes };
  // in whatever order they lie, a part of them is a random one
  const order = new RandomStream(0, 'samples').permutation(made.count);
  const data: RunConfig['data'] = { source, range, ...(resolution !== undefined && { resolution }) };
  return {
    facts,
    count: made.count,
    async make(from, to) {
      const out = new Float32Array((to - from) * sizeOf(made.shape));
      await made.read(order.subarray(from, to), out, { range });
      return { shape: [to - from, ...made.shape], data: out };
    },
    beside: {
      data,
      async open() {
        const dataset = await openDataset({ source, ...formOf(resolution) }, context);
        return { dataset, test: await testOf(source, resolution, context) };
      },
    },
  };
}

async function testOf(
  source: string,
  resolution: Resolution | undefined,
  context: DataContext,
): Promise<Dataset | undefined> {
  try {
    return await openDataset({ source, split: 'test', ...formOf(resolution) }, context);
  } catch (cause) {
    if (cause instanceof DuelError && cause.code === 'data/no-split') return undefined;
    throw cause;
  }
}

import { join } from 'node:path';
import type { Dataset } from '../../data/dataset.ts';
import { openDataset } from '../../data/index.ts';
import type { PictureShape } from '../../data/pictures/taps.ts';
import { DuelError } from '../../errors.ts';
import { type State, type Translator, translatorsOf, type Which } from '../../gan/index.ts';
import { type Likeness, LikenessTally } from '../../metrics/likeness.ts';
import type { Values } from '../../metrics/metric.ts';
import type { Engine } from '../../runtime/engine.ts';
import { openHere } from '../../runtime/node/open.ts';
import { sizeOf } from '../../tensor/index.ts';
import { dataRequest, type RunConfig, readConfig } from '../config/config.ts';
import { asSeenIn, stageAt } from '../config/stages.ts';
import { type CheckpointChoice, Checkpoints } from '../directory/checkpoints.ts';
import { readPlayer } from '../directory/graphs.ts';
import { PlayerProgram } from '../sampling/sampler.ts';
import { openHeldOut } from '../training/heldOut.ts';
import { asTarget } from './asTarget.ts';
import { type OwnPairs, ownPairs } from './ownPairs.ts';

export interface TranslationsWish {
  readonly n?: number | undefined;
  readonly checkpoint?: CheckpointChoice | undefined;
  readonly raw?: boolean | undefined;
  readonly pairs?: OwnPairs | undefined;
  readonly threads?: number | undefined;
  readonly onProgress?: ((done: number, total: number) => unknown) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface TranslationsMeasured {
  readonly step: number;
  /** By direction. */
  readonly metrics: Readonly<Record<string, Values>>;
  /** Examples of each direction. */
  readonly n: number;
  readonly notes: readonly string[];
}

const chunk = 16;

/** Where the examples of a direction are read. */
interface Place {
  readonly source: Dataset;
  readonly from: Which;
  /** Undefined where nothing says what an input should become. */
  readonly to: Which | undefined;
}

/**
 * What translations are like beside what they should be, on examples that were not learnt from: L1, PSNR, SSIM, and the same
 * of the inputs themselves; of two domains what the way back leaves. Two domains have no pairs: those of a person's own
 * judge them.
 */
export async function measureTranslations(directory: string, wish: TranslationsWish): Promise<TranslationsMeasured> {
  const run = readConfig(directory);
  const checkpoint = new Checkpoints(join(directory, 'checkpoints')).load(wish.checkpoint ?? 'last');
  const config = stageAt(run, checkpoint.step);
  const translators = translatorsOf(config.game);
  const state = checkpoint.tensors as unknown as State;
  const { dataset: whole, notes } = await openExamples(config, wish);
  const dataset = asSeenIn(config, whole);
  const engine = await openHere('cpu', { threads: wish.threads });
  const warnings = new Set(checkpoint.warning === undefined ? [] : [checkpoint.warning]);
  try {
    const load = async (player: string) => {
      const compiled = readPlayer(directory, config, player);
      if (compiled.warning !== undefined) warnings.add(compiled.warning);
      const program = await PlayerProgram.load(engine, compiled);
      program.use(state, { raw: wish.raw, where: join(directory, 'checkpoints', checkpoint.file) });
      return program;
    };
    const metrics: Record<string, Values> = {};
    let n = 0;
    for (const [i, translator] of translators.entries()) {
      const place = placeOf(dataset, translator, wish.pairs !== undefined && i > 0);
      const count = Math.min(wish.n ?? place.source.count, place.source.count);
      n = Math.max(n, count);
      metrics[translator.name] = await measure({ config, translator, place, count, load, wish });
    }
    return { step: checkpoint.step, metrics, n, notes: [...warnings, ...notes] };
  } finally {
    await closeAll(engine, dataset);
  }
}

async function closeAll(engine: Engine, dataset: Dataset): Promise<void> {
  await engine.close();
  await dataset.close();
}

/** A person's own pairs; else what is held out of the run's data; else, with a word, what it learns from. */
async function openExamples(
  config: RunConfig,
  { pairs, signal }: TranslationsWish,
): Promise<{ dataset: Dataset; notes: string[] }> {
  const context = signal ? { signal } : {};
  if (pairs) return { dataset: await openDataset(ownPairs(config, pairs), context), notes: [] };
  const { test, why } = await openHeldOut(config, context);
  if (test) return { dataset: test, notes: [] };
  const because = why === undefined ? 'these data have no part that is held out' : why;
  return {
    dataset: await openDataset(dataRequest(config.data), context),
    notes: [`measured on what the run learns from, which says little: ${because}; train with --hold-out 0.1`],
  };
}

/** @param isBackward whether a person's pairs are taken from their targets to their inputs */
function placeOf(dataset: Dataset, { from, to }: Translator, isBackward: boolean): Place {
  if (!dataset.domains && from.domain !== undefined) {
    const [input, target] = [{ part: 'input' }, { part: 'target' }];
    return isBackward ? { source: dataset, from: target, to: input } : { source: dataset, from: input, to: target };
  }
  const source = from.domain === undefined ? dataset : dataset.domains?.[from.domain];
  if (!source) throw new DuelError('data', 'data/no-domain', `these data have no domain '${from.domain}'`);
  return { source, from, to: from.domain === to.domain ? to : undefined };
}

async function measure({
  config,
  translator,
  place: { source, from, to },
  count,
  load,
  wish,
}: {
  config: RunConfig;
  translator: Translator;
  place: Place;
  count: number;
  load: (player: string) => Promise<PlayerProgram>;
  wish: TranslationsWish;
}): Promise<Values> {
  const { range } = config.data;
  const program = await load(translator.player);
  const back = translator.back === undefined ? undefined : await load(translator.back);
  const shapeOf = ({ part }: Which) => (part === undefined ? source.shape : source.parts![part]!.shape) as PictureShape;
  const tallies = { made: new LikenessTally(range), input: new LikenessTally(range), back: new LikenessTally(range) };
  const read = async (which: Which, indices: readonly number[]) => {
    const data = new Float32Array(indices.length * sizeOf(shapeOf(which)));
    await source.read(indices, data, { range, part: which.part });
    return { shape: [indices.length, ...shapeOf(which)], data };
  };
  try {
    for (let at = 0; at < count; at += chunk) {
      wish.signal?.throwIfAborted();
      const indices = Array.from({ length: Math.min(chunk, count - at) }, (_, i) => at + i);
      const inputs = await read(from, indices);
      const made = (await program.run(inputs.data, indices.length)).images!;
      if (to) {
        const targets = await read(to, indices);
        tallies.made.add(made, targets);
        tallies.input.add({ ...targets, data: batchAsTargets(inputs.data, shapeOf(from), shapeOf(to)) }, targets);
      }
      if (back) tallies.back.add((await back.run(made.data, indices.length)).images!, inputs);
      await wish.onProgress?.(at + indices.length, count);
    }
  } finally {
    await program.close();
    await back?.close();
  }
  return {
    ...(to && valuesOf(tallies.made.result(), tallies.input.result())),
    ...(back && { wayBackL1: tallies.back.result().l1 }),
  };
}

function batchAsTargets(inputs: Float32Array, from: PictureShape, to: PictureShape): Float32Array {
  const [size, wanted] = [sizeOf(from), sizeOf(to)];
  const out = new Float32Array((inputs.length / size) * wanted);
  for (let i = 0; i * size < inputs.length; i++)
    out.set(asTarget(inputs.subarray(i * size, (i + 1) * size), from, to), i * wanted);
  return out;
}

const valuesOf = ({ l1, psnr, ssim }: Likeness, input: Likeness) => ({
  l1,
  psnr,
  ssim,
  inputL1: input.l1,
  inputPsnr: input.psnr,
  inputSsim: input.ssim,
});

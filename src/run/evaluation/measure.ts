import { DuelError } from '../../errors.ts';
import { slice } from '../../metrics/batch.ts';
import type { Batch, DataFacts, Demand, Neighbours, Reals, Samples, Tally, Values } from '../../metrics/metric.ts';
import { checkRequirements, type Requirement, valuesByName } from '../../metrics/requirement.ts';
import type { Keep } from '../training/keeping.ts';
import { type Chosen, chooseMetrics } from './evaluateChoice.ts';
import { type Beside, type MeansWish, type OpenMeans, openMeans, type Protocol } from './means.ts';

/** What is measured: samples in an order of their own, and what they should look like. */
export interface Subject {
  readonly facts: DataFacts;
  /** How many there are; undefined where ever more can be made. */
  readonly count?: number | undefined;
  make(from: number, to: number): Promise<Samples>;
  /** Both ends of short steps, one after the other; see `Demand.steps`. Only of what its facts name as `spaces`. */
  steps?(from: number, to: number, step: NonNullable<Demand['steps']>): Promise<Batch>;
}

export interface MeasureWish extends MeansWish {
  /** How many samples. Default: as many as is customary for each metric. */
  readonly n?: number | undefined;
  readonly require: readonly Requirement[];
}

export interface MeasuredSubject {
  readonly metrics: Readonly<Record<string, Values>>;
  /** By metric: how many samples it took, and under what protocol. */
  readonly protocols: Readonly<Record<string, Protocol & { readonly n: number }>>;
  readonly notes: readonly string[];
  /** Samples beside the examples that they are nearest to, where a metric has looked for them. */
  readonly neighbours?: SeenNeighbours;
}

/** Samples beside the examples nearest to them, as pictures. */
export interface SeenNeighbours {
  /** The metric that has found them. */
  readonly metric: string;
  /** In each row a sample and its examples. */
  readonly pictures: Batch;
  readonly rows: readonly Neighbours[];
}

/** Samples that are made at once. */
const chunk = 256;

/** Opens what the metrics that are wished for measure with, and checks before and after that these give what is required. */
export async function openMeasurement(
  facts: DataFacts,
  beside: Beside,
  wish: MeasureWish,
  keep: Keep,
): Promise<OpenMeans> {
  const wanted = chooseMetrics(facts, wish.metrics);
  checkRequirements(wish.require, namesOf(wanted));
  const means = await openMeans(beside, facts, wanted, wish, keep);
  // what is not there is required all the same
  checkRequirements(wish.require, namesOf(means.chosen));
  return means;
}

/** Measures samples with what has been opened for it; what belongs to this measurement alone is kept until its end. */
export async function measure(
  subject: Subject,
  means: OpenMeans,
  wish: MeasureWish,
  keep: Keep,
): Promise<MeasuredSubject> {
  const { facts, count = Number.POSITIVE_INFINITY } = subject;
  const { onProgress, signal } = wish;
  if (wish.n !== undefined && wish.n > count)
    throw new DuelError('usage', 'eval/too-few', `there are no ${wish.n} samples, but ${count}`, {
      where: `-n ${wish.n}`,
      fix: `-n ${count}, or leave it out`,
    });
  const tallies = means.chosen.map((one) => ({
    one,
    tally: one.metric.begin(facts, means.meansOf(one, keep)),
    n: Math.min(count, wish.n ?? means.samplesOf(one)),
  }));
  await handOut(subject, tallies, means.areBytes, wish);
  const metrics: Record<string, Values> = {};
  const protocols: Record<string, Protocol & { n: number }> = {};
  for (const [i, { one, tally, n }] of tallies.entries()) {
    signal?.throwIfAborted();
    await onProgress?.(i, tallies.length, 'metrics');
    metrics[one.metric.name] = await tally.result();
    protocols[one.metric.name] = { n, ...means.protocolOf(one, n) };
  }
  const neighbours = await seen(subject, tallies, (one) => means.realsOf(one)!);
  return { metrics, protocols, notes: [...means.warnings, ...means.notes], ...(neighbours && { neighbours }) };
}

/** The pictures of what a tally holds worth being looked at; samples are made once more, as they are. */
async function seen({ make, facts }: Subject, tallies: readonly Ongoing[], realsOf: (one: Chosen) => Reals) {
  for (const { one, tally } of tallies) {
    const rows = tally.neighbours?.() ?? [];
    if (rows.length === 0) continue;
    const columns = 1 + rows[0]!.examples.length;
    const size = facts.shape.reduce((product, side) => product * side, 1);
    const data = new Float32Array(rows.length * columns * size);
    for (const [i, { sample, examples }] of rows.entries()) {
      data.set((await make(sample, sample + 1)).data, i * columns * size);
      data.set((await realsOf(one).trainingExamples(examples)).data, (i * columns + 1) * size);
    }
    const shape = [rows.length * columns, ...facts.shape];
    return { metric: one.metric.name, pictures: { shape, data }, rows };
  }
  return undefined;
}

/** A measurement of so many samples. */
interface Ongoing {
  readonly one: Chosen;
  readonly tally: Tally;
  readonly n: number;
}

/** Makes samples and hands them out, to each tally as many as it takes. */
async function handOut(
  { make, steps, facts }: Subject,
  tallies: readonly Ongoing[],
  areBytes: boolean,
  { onProgress, signal }: MeasureWish,
): Promise<void> {
  const ofSamples = tallies.filter(({ one }) => !one.demand.steps);
  const most = Math.max(0, ...ofSamples.map(({ n }) => n));
  for (let at = 0; at < most; at += chunk) {
    signal?.throwIfAborted();
    const to = Math.min(at + chunk, most);
    const { asked, ...made } = await make(at, to);
    const samples = areBytes ? bytesOf(made, facts.range) : made;
    // the same object to all that take as many, so that a network reads them once
    const parts = new Map<number, Samples>();
    for (const { tally, n } of ofSamples) {
      const left = Math.min(to, n) - at;
      if (left <= 0) continue;
      const part = parts.get(left) ?? { ...slice(samples, 0, left), asked: asked?.slice(0, left) };
      parts.set(left, part);
      await tally.add(part);
    }
    await onProgress?.(to, most, 'samples');
  }
  for (const { one, tally, n } of tallies) {
    if (!one.demand.steps) continue;
    for (let at = 0; at < n; at += chunk) {
      signal?.throwIfAborted();
      const to = Math.min(at + chunk, n);
      // as they are made: what rounding to bytes leaves of so short a step says nothing
      await tally.add(await steps!(at, to, one.demand.steps));
      await onProgress?.(to, n, 'steps between latents');
    }
  }
}

/** Samples as pictures of bytes have them: clipped, and rounded to one of 256 values. */
function bytesOf({ shape, data }: Batch, [low, high]: readonly [number, number]): Batch {
  const step = (high - low) / 255;
  return { shape, data: data.map((v) => low + step * Math.min(255, Math.max(0, Math.round((v - low) / step)))) };
}

/** The names that the chosen metrics' numbers will have. */
const namesOf = (chosen: readonly Chosen[]): string[] => [
  ...valuesByName(
    Object.fromEntries(
      chosen.map(({ metric, demand }) => [metric.name, Object.fromEntries(demand.values.map((name) => [name, 0]))]),
    ),
  ).keys(),
];

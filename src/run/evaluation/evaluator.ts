import type { Asked, DataFacts } from '../../metrics/metric.ts';
import { parseRequirement, type Requirement } from '../../metrics/requirement.ts';
import type { CheckpointChoice } from '../directory/checkpoints.ts';
import { RunGenerator } from '../sampling/generator.ts';
import { MappedGenerator, stepsInLatents } from '../sampling/steps.ts';
import { type Closable, type Keep, KeptOpen, withOpen } from '../training/keeping.ts';
import { dataContextOf } from '../training/options.ts';
import type { EvaluateOptions, Measured } from './evaluate.ts';
import { factsOf } from './facts.ts';
import { besideRun, type OpenMeans } from './means.ts';
import { type MeasuredSubject, type MeasureWish, measure, openMeasurement, type Subject } from './measure.ts';

/** What a checkpoint gave. */
export interface MeasuredCheckpoint {
  readonly step: number;
  readonly metrics: MeasuredSubject['metrics'];
  readonly measured: Readonly<Record<string, Measured>>;
  readonly notes: readonly string[];
  readonly neighbours: MeasuredSubject['neighbours'];
}

/**
 * Measures a run's generator, at one checkpoint or at several, one after the other: network, judge, data and what is known of
 * real examples stay open meanwhile. What a checkpoint gives does not depend on those before it.
 */
export class RunEvaluator implements Closable {
  readonly require: readonly Requirement[];
  readonly generator: RunGenerator;
  readonly #options: EvaluateOptions;
  readonly #open = new KeptOpen();
  #facts: DataFacts | undefined;
  #means: OpenMeans | undefined;

  private constructor(generator: RunGenerator, options: EvaluateOptions, require: readonly Requirement[]) {
    this.generator = generator;
    this.require = require;
    this.#options = options;
    this.#open.keep(generator);
  }

  static async open(directory: string, options: EvaluateOptions = {}): Promise<RunEvaluator> {
    const require = (options.require ?? []).map(parseRequirement);
    const { checkpoint, raw, threads } = options;
    const generator = await RunGenerator.open(directory, { checkpoint, raw, threads });
    return new RunEvaluator(generator, options, require);
  }

  /** Takes another checkpoint; false where its networks are those of another stage, and an evaluator of its own has to be opened. */
  turnTo(checkpoint: CheckpointChoice): boolean {
    return this.generator.turnTo(checkpoint);
  }

  /** Measures the checkpoint that it is at. */
  measure(): Promise<MeasuredCheckpoint> {
    return withOpen(async (keep) => {
      const { generator, require } = this;
      const { seeds, n = seeds?.length, raw = false } = this.#options;
      const wish = { ...this.#options, n, require };
      this.#facts ??= factsFor(generator);
      this.#means ??= await this.#openMeans(this.#facts, wish);
      const subject = this.#subject(this.#facts, keep);
      const { metrics, protocols, notes, neighbours } = await measure(subject, this.#means, wish, keep);
      const measured = Object.fromEntries(
        Object.entries(protocols).map(([name, protocol]) => {
          const used = seeds?.slice(0, protocol.n) ?? Array.from({ length: protocol.n }, (_, i) => i);
          return [name, { ...protocol, seeds: rangesOf(used), raw }];
        }),
      );
      const warned = generator.warning === undefined ? [] : [generator.warning];
      return { step: generator.step, metrics, measured, notes: [...warned, ...notes], neighbours };
    });
  }

  #openMeans(facts: DataFacts, wish: MeasureWish): Promise<OpenMeans> {
    const beside = besideRun(this.generator.config, dataContextOf(this.#options), this.#open.keep);
    return openMeasurement(facts, beside, wish, this.#open.keep);
  }

  /** Samples of the checkpoint that it is at. */
  #subject(facts: DataFacts, keep: Keep): Subject {
    const { generator } = this;
    const { seeds, raw = false, threads } = this.#options;
    const seedsOf = (from: number, to: number) =>
      seeds?.slice(from, to) ?? Array.from({ length: to - from }, (_, i) => from + i);
    let mapped: Promise<MappedGenerator> | undefined;
    return {
      facts,
      count: seeds?.length,
      async make(from, to) {
        const some = seedsOf(from, to);
        const samples = await generator.generate(generator.latents(some));
        const { classCount } = generator;
        return { ...samples, asked: classCount > 0 ? some.map((seed) => seed % classCount) : undefined };
      },
      async steps(from, to, { space, epsilon }) {
        const indices = seedsOf(from, to);
        if (space === 'z') return stepsInLatents(generator, indices, epsilon);
        mapped ??= MappedGenerator.open(generator, { raw, threads }).then(keep);
        return (await mapped).steps(indices, epsilon);
      },
    };
  }

  close(): Promise<void> {
    return this.#open.close();
  }
}

const factsFor = (generator: RunGenerator): DataFacts => ({
  ...factsOf(generator),
  asked: askedOf(generator),
  spaces: MappedGenerator.isIn(generator) ? ['z', 'w'] : ['z'],
});

/** What a generator can be asked for: a class, or a value of its first categorical code. */
function askedOf({ classCount, isToldClasses }: RunGenerator): Asked | undefined {
  if (classCount === 0) return undefined;
  return { kind: isToldClasses ? 'class' : 'code', count: classCount };
}

/** Seeds as they are written: `0-63`, `1,5-7,9`. */
function rangesOf(seeds: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0, end = 0; i < seeds.length; i = end) {
    for (end = i + 1; end < seeds.length && seeds[end] === seeds[end - 1]! + 1; ) end++;
    parts.push(end - i === 1 ? String(seeds[i]) : `${seeds[i]}-${seeds[end - 1]}`);
  }
  return parts.join();
}

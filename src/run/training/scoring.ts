import { DuelError } from '../../errors.ts';
import { makersOf } from '../../gan/index.ts';
import { metrics } from '../../metrics/registry.ts';
import { valuesByName } from '../../metrics/requirement.ts';
import { makesPictures, type RunConfig } from '../config/config.ts';
import { type EvaluateOptions, type Evaluation, evaluateOpen } from '../evaluation/evaluate.ts';
import { measurementsOf, readEvaluation } from '../evaluation/evaluationFile.ts';
import { RunEvaluator } from '../evaluation/evaluator.ts';
import { dataContextOf, type TrainOptions } from './options.ts';
import type { Scorer } from './run.ts';

/** The metric that gives a number of this name, and whether less of it is better. */
export function scoreNamed(
  by: string,
  where = `--best-by ${by}`,
): { readonly metric: string; readonly lower: boolean } {
  for (const { name, better } of metrics) {
    const direction = better[by];
    if (direction !== undefined) return { metric: name, lower: direction === 'lower' };
  }
  throw new DuelError(
    'usage',
    'eval/unknown-value',
    `no metric gives a '${by}' that checkpoints could be compared by`,
    {
      where,
      fix: `use one of ${metrics.flatMap(({ better }) => Object.keys(better)).join(', ')}`,
    },
  );
}

/** What is measured along with the number that decides: of pictures, whether they are good, and whether they are varied. */
const measuredFor = (metric: string, game: RunConfig['game']): readonly string[] =>
  metric === 'modes' || !makesPictures(game) ? [metric] : [...new Set([metric, 'fid', 'prdc'])];

/**
 * Who compares the checkpoints of a run of this configuration, once its directory is there; undefined where nobody does.
 * Throws a usage error where that is not possible.
 */
export function scorerOf(
  { evaluation, game, name }: Pick<RunConfig, 'evaluation' | 'game' | 'name'>,
  options: TrainOptions,
): ((directory: string) => Scorer) | undefined {
  if (evaluation === undefined) return undefined;
  const { every, by, n, patience } = evaluation;
  const { metric, lower } = scoreNamed(by);
  if (makersOf(game).length === 0)
    throw new DuelError('usage', 'eval/no-generator', `${name} makes no samples that could be measured`, {
      where: '--eval-every',
      fix: 'leave --eval-every out',
    });
  const dataContext = dataContextOf(options);
  return (directory) => {
    const measuring = new Measuring(directory, (threads) => ({
      metrics: measuredFor(metric, game),
      n,
      threads,
      signal: options.signal,
      dataContext,
      onProgress: (done, total, what) => dataContext.onProgress?.({ stage: what, done, total }),
    }));
    return {
      every,
      by,
      measurements: () => measurementsOf(directory, metric, by),
      hasScored: (step) => readEvaluation(directory, step)[metric] !== undefined,
      async score(step, checkpoints, threads) {
        const { metrics: found } = await measuring.at(step, threads);
        const value = valuesByName(found).get(`${metric}.${by}`)!;
        const before = checkpoints.best();
        const known = before?.scores[by];
        const isBest = !Number.isNaN(value) && (known === undefined || (lower ? value < known : value > known));
        if (isBest) checkpoints.markBest(step, { [by]: value });
        const bestStep = isBest ? step : (before?.step ?? 0);
        return { value, isBest, isEnough: patience !== undefined && step - bestStep >= patience * every };
      },
      close: () => measuring.close(),
    };
  };
}

/** The measurements of a training: what the first has opened stays open for those that follow. */
class Measuring {
  readonly #directory: string;
  readonly #how: (threads: number) => EvaluateOptions;
  #evaluator: RunEvaluator | undefined;

  constructor(directory: string, how: (threads: number) => EvaluateOptions) {
    this.#directory = directory;
    this.#how = how;
  }

  async at(step: number, threads: number): Promise<Evaluation> {
    if (!this.#evaluator?.turnTo(step)) {
      await this.close();
      this.#evaluator = await RunEvaluator.open(this.#directory, { ...this.#how(threads), checkpoint: step });
    }
    return evaluateOpen(this.#evaluator, { keep: true });
  }

  async close(): Promise<void> {
    const open = this.#evaluator;
    this.#evaluator = undefined;
    await open?.close();
  }
}

import { layersOfTheBatch } from '../../nn/index.ts';
import { add, after, concat, grad, mul, slice, stopGradient, sum, type Tensor } from '../../tensor/index.ts';
import { refuse } from '../checks/refuse.ts';
import type { Warning } from '../checks/warning.ts';
import type { MoveScope } from '../game.ts';
import { adversarialLoss } from '../losses/index.ts';
import type { Technique } from '../techniques/technique.ts';
import type { GanCore } from './ganSpec.ts';
import type { Judge } from './judge.ts';

/** Why D has to judge a batch at once: what of a GAN is computed of all examples together; nothing where it need not. */
export function togetherBecause(
  { discriminator, conditioning, penalties, ...spec }: GanCore,
  used: ReadonlyMap<string, Technique>,
): string[] {
  const loss = adversarialLoss(spec.loss);
  const atOnce = (t: Technique) =>
    [t.packing, t.weights, t.objective, t.opponent, t.generator, t.discriminator, t.ofTheBatch].some(Boolean);
  return [
    ...layersOfTheBatch(discriminator.network),
    ...(loss.sees === 'both' || loss.reconstructionError ? ['the loss'] : []),
    ...(conditioning ? ['conditioning'] : []),
    ...(penalties.length > 0 ? ['penalties'] : []),
    ...[...used].flatMap(([name, technique]) => (atOnce(technique) ? [name] : [])),
  ];
}

/** That a batch is judged at once where parts were asked for. */
export function togetherWarnings(spec: GanCore, used: ReadonlyMap<string, Technique>): Warning[] {
  const reasons = togetherBecause(spec, used);
  if (spec.judgedAtOnce === undefined || reasons.length === 0) return [];
  const message = `judgedAtOnce: the discriminator judges whole batches all the same, with ${reasons.join(', ')}`;
  const why =
    'that is computed of all examples of a batch together; use a smaller batch, or microbatch, where memory is short';
  return [{ message, why }];
}

/** A graph with more takes ONNX Runtime long to open: 1.9 s of dcgan with 4, 9 with 8 and 61 with 32. */
const mostParts = 8;

/** How many equal parts of `most` examples at most a batch of `count` has; one where eight do not do. */
export function partsOfAtMost(count: number, most: number | undefined): number {
  const fewest = Math.ceil(count / (most ?? count));
  const numbers = Array.from({ length: mostParts }, (_, i) => i + 1);
  return numbers.find((parts) => parts >= fewest && count % parts === 0) ?? 1;
}

/** Refuses to cut a batch into more parts than a step can have. */
export function checkJudgedAtOnce({ judgedAtOnce, batch }: GanCore): void {
  const most = Math.max(batch.generator, batch.discriminator);
  if (judgedAtOnce === undefined || judgedAtOnce * mostParts >= most) return;
  refuse(
    'judged-at-once',
    `a batch of ${most} is to be judged ${judgedAtOnce} at a time, and a step judges in ${mostParts} parts at most`,
    'judgedAtOnce',
    `use judgedAtOnce ${Math.ceil(most / mostParts)} or more, or a smaller batch`,
  );
}

const portionOf = (t: Tensor, parts: number, index: number): Tensor => {
  const size = t.shape[0]! / parts;
  return slice(t, [0], [index * size], [(index + 1) * size]);
};

/** A batch that D judges part by part. */
export interface Parted {
  readonly judge: Judge;
  /** The scope of the batches joined. */
  readonly scope: MoveScope;
  readonly name: string;
  /** Of equal size, to be judged one after the other in one batch. */
  readonly batches: readonly Tensor[];
  readonly parts: number;
  /** The loss of a part, from D's scores of it, batch by batch; `scope` draws the numbers that belong to it. */
  lossOf(scores: readonly Tensor[], scope: MoveScope): Tensor;
}

/** What is learnt of a batch part by part. */
export interface Learnt {
  /** D's scores of each batch, whole. */
  readonly scores: readonly Tensor[];
  /** What to lower in place of the mean of the parts' losses: its gradient is theirs. */
  readonly value: Tensor;
}

/**
 * The loss of a batch as the mean over its parts, each of them judged, and its gradients taken, when the one before is done:
 * the same as of the whole, and only one part's results are held.
 *
 * @param learner what learns of it: D's parameters, or G by the batches themselves
 */
export function judgedInParts(parted: Parted, learner: 'parameters' | 'batches'): Learnt {
  const { judge, scope, name, batches, parts, lossOf } = parted;
  const parameters = learner === 'parameters' ? Object.values(scope.parameters('discriminator')) : undefined;
  const scores: (readonly Tensor[])[] = [];
  const slopes: (readonly Tensor[])[] = [];
  let done: readonly Tensor[] = [];
  for (const [index, portioned] of scope.portions(parts).entries()) {
    const shown = batches.map((batch) => {
      const part = portionOf(stopGradient(batch), parts, index);
      return done.length > 0 ? after(part, done) : part;
    });
    const said = judge(portioned, concat(shown, 0), name).scores;
    const each = batches.map((_, side) => portionOf(said, batches.length, side));
    const found = grad(mul(lossOf(each, portioned), 1 / parts), parameters ?? shown);
    scores.push(each);
    slopes.push(found);
    // of parameters the sum so far is all that is held
    done = parameters && index > 0 ? done.map((total, i) => add(total, found[i]!)) : found;
  }
  const whole = (ofParts: readonly (readonly Tensor[])[]) =>
    batches.map((_, side) =>
      concat(
        ofParts.map((part) => part[side]!),
        0,
      ),
    );
  return {
    scores: whole(scores),
    value: parameters ? withSlopes(parameters, done) : withSlopes(batches, whole(slopes)),
  };
}

/** A value whose gradients at some tensors are these. */
const withSlopes = (at: readonly Tensor[], slopes: readonly Tensor[]): Tensor =>
  at.map((t, i) => sum(mul(t, stopGradient(slopes[i]!)))).reduce(add);

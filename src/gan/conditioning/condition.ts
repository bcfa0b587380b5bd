import { DuelError } from '../../errors.ts';
import type { NamedTensors } from '../../nn/index.ts';
import {
  arange,
  cast,
  concat,
  equal,
  floor,
  logSoftmax,
  mean,
  minimum,
  mul,
  neg,
  reshape,
  sum,
  type Tensor,
  toFloat,
} from '../../tensor/index.ts';
import type { MoveScope, Player } from '../game.ts';
import { type Conditioning, labelInput } from './conditioning.ts';

/** The one-hot labels [n, classes] of a batch, for the networks that take them. */
const oneHotOf = (indices: Tensor, classes: number): Tensor =>
  toFloat(equal(reshape(indices, [indices.shape[0]!, 1]), reshape(arange(0, classes), [1, classes])));

function classesOf(scope: MoveScope): number {
  if (scope.classCount > 0) return scope.classCount;
  throw new DuelError('usage', 'gan/no-classes', 'a GAN with conditioning needs data with classes', {
    where: 'conditioning',
    fix: 'take data whose sub-folders are classes, or leave conditioning out',
  });
}

/** What conditioning adds to the moves of a GAN. Without it, labels are undefined and nothing changes. */
export interface Condition {
  /** The labels of the real examples `name`. */
  ofExamples(scope: MoveScope, name: string, count: number): Tensor | undefined;
  /** Fresh labels, every class as likely. */
  drawn(scope: MoveScope, name: string, count: number): Tensor | undefined;
  /** The scope in which networks with an input for them get these labels. */
  given(scope: MoveScope, labels: Tensor | undefined): MoveScope;
  /** The mean loss of D's classification, times its weight; undefined where D names no classes. `metric` reports it. */
  classLoss(scope: MoveScope, outputs: NamedTensors, labels: Tensor | undefined, metric?: string): Tensor | undefined;
}

export function conditionOf(
  conditioning: Conditioning | undefined,
  players: Readonly<Record<string, Player>>,
): Condition {
  if (!conditioning)
    return { ofExamples: () => undefined, drawn: () => undefined, given: (scope) => scope, classLoss: () => undefined };
  const withLabels = (player: string, x: Tensor, labels: Tensor): NamedTensors | Tensor => {
    const [main, ...others] = Object.keys(players[player]!.network.inputs);
    return others.includes(labelInput) ? { [main!]: x, [labelInput]: repeated(labels, x.shape[0]!) } : x;
  };
  return {
    ofExamples: (scope, name, count) => oneHotOf(scope.labels(name, count), classesOf(scope)),
    drawn: (scope, name, count) => {
      const classes = classesOf(scope);
      const u = scope.noise(name, 'uniform', [count]);
      // float32 may round u · classes up to classes
      return oneHotOf(cast(minimum(floor(mul(u, classes)), classes - 1), 'int32'), classes);
    },
    given: (scope, labels) =>
      labels
        ? {
            ...scope,
            play: (player, x, options) => scope.play(player, withLabels(player, x as Tensor, labels), options),
            playOutputs: (player, x, options) =>
              scope.playOutputs(player, withLabels(player, x as Tensor, labels), options),
          }
        : scope,
    classLoss: (scope, outputs, labels, metric) => {
      if (conditioning.type !== 'acGan' || !labels) return undefined;
      const logits = outputs[conditioning.output]!;
      const right = sum(mul(logSoftmax(logits), repeated(labels, logits.shape[0]!)), [1]);
      const value = neg(mean(right));
      if (metric) scope.metric(metric, value);
      return mul(value, scope.dial('conditioning/weight', conditioning.weight));
    },
  };
}

/** Labels [n, classes] for a batch of several times n: halves and the like have the same labels in the same order. */
const repeated = (labels: Tensor, count: number): Tensor =>
  concat(
    Array.from({ length: count / labels.shape[0]! }, () => labels),
    0,
  );

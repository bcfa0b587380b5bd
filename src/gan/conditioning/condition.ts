import { DuelError } from '../../errors.ts';
import type { NamedTensors } from '../../nn/index.ts';
import { add, concat, logSoftmax, mean, mul, neg, slice, sum, type Tensor } from '../../tensor/index.ts';
import type { MoveScope, Player } from '../game.ts';
import { codeLosses, codesFrom, evenRows, oneHotRows } from './codes.ts';
import { type Conditioning, codeInput, type InfoGan, labelInput } from './conditioning.ts';

function classesOf(scope: MoveScope): number {
  if (scope.classCount > 0) return scope.classCount;
  throw new DuelError('usage', 'gan/no-classes', 'a GAN with conditioning needs data with classes', {
    where: 'conditioning',
    fix: 'take data whose sub-folders are classes, or leave conditioning out; infoGan() needs none',
  });
}

/** What conditioning adds to the moves of a GAN. Without it, nothing is told and nothing changes. */
export interface Condition {
  /**
   * What G is told in D's update `k`: classes as frequent as among the real examples that D sees beside G's, or codes.
   *
   * @param k of the names of that update's examples and noise: '', '.1', …
   */
  inDiscriminatorUpdate(scope: MoveScope, k: string, count: number): Tensor | undefined;
  /**
   * What G is told in its own update: classes or codes, every one as likely.
   *
   * @param compared how many real examples G's are compared with, as pairs or in the mean: classes are then theirs, since a
   *   difference of classes is none that G could make up for
   */
  inGeneratorUpdate(scope: MoveScope, count: number, compared?: number): Tensor | undefined;
  /** The scope in which networks with an input for it get this. */
  given(scope: MoveScope, told: Tensor | undefined): MoveScope;
  /** The mean loss of D's classification, times its weight; undefined where D names no classes. `metric` reports it. */
  classLoss(scope: MoveScope, outputs: NamedTensors, labels: Tensor | undefined, metric?: string): Tensor | undefined;
  /**
   * How badly Q reads the codes out of what was made of them, times its weights: λ · −E[log Q(c|G(z, c))]; undefined
   * where there are no codes. `metric` reports it by kind, without weights.
   *
   * @param outputs of D on generated examples
   */
  codeLoss(scope: MoveScope, outputs: NamedTensors, codes: Tensor | undefined, metric?: string): Tensor | undefined;
}

const nothing: Condition = {
  inDiscriminatorUpdate: () => undefined,
  inGeneratorUpdate: () => undefined,
  given: (scope) => scope,
  classLoss: () => undefined,
  codeLoss: () => undefined,
};

type Players = Readonly<Record<string, Player>>;

export function conditionOf(conditioning: Conditioning | undefined, players: Players): Condition {
  if (!conditioning) return nothing;
  return conditioning.type === 'infoGan' ? byCode(conditioning, players) : byClass(conditioning, players);
}

/** `labels()` and `acGan()`. */
function byClass(conditioning: Exclude<Conditioning, InfoGan>, players: Players): Condition {
  const ofReal = (scope: MoveScope, k: string, count: number) =>
    oneHotRows(scope.labels(`real${k}`, count), classesOf(scope));
  return {
    ...nothing,
    inDiscriminatorUpdate: ofReal,
    inGeneratorUpdate: (scope, count, compared) => {
      if (compared === undefined)
        return evenRows(scope.noise('generator.labels', 'uniform', [count]), classesOf(scope));
      const rounds = Math.ceil(count / compared);
      return slice(repeated(ofReal(scope, '', compared), rounds * compared), [0], [0], [count]);
    },
    given: (scope, labels) => giving(scope, players, labelInput, labels),
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

/** `infoGan()`. */
function byCode(conditioning: InfoGan, players: Players): Condition {
  const { discrete, continuous, output, discreteWeight, continuousWeight } = conditioning;
  const drawn = (scope: MoveScope, name: string, count: number) =>
    codesFrom(scope.noise(`${name}.codes`, 'uniform', [count, discrete.length + continuous]), conditioning);
  return {
    ...nothing,
    inDiscriminatorUpdate: (scope, k, count) => drawn(scope, `fake${k}`, count),
    inGeneratorUpdate: (scope, count) => drawn(scope, 'generator', count),
    given: (scope, codes) => giving(scope, players, codeInput, codes),
    codeLoss: (scope, outputs, codes, metric) => {
      const losses = codeLosses(outputs[output]!, codes!, conditioning);
      const parts = [
        ['Discrete', losses.discrete, discreteWeight],
        ['Continuous', losses.continuous, continuousWeight],
      ] as const;
      const weighted = parts.flatMap(([kind, value, weight]) => {
        if (!value) return [];
        if (metric) scope.metric(`${metric}${kind}`, value);
        return [mul(value, scope.dial(`conditioning/${kind.toLowerCase()}Weight`, weight))];
      });
      return weighted.reduce((a, b) => add(a, b));
    },
  };
}

/** The scope in which players with an input `name` after their first get `told` there. */
function giving(scope: MoveScope, players: Players, name: string, told: Tensor | undefined): MoveScope {
  if (!told) return scope;
  const joined = (player: string, x: Tensor): NamedTensors | Tensor => {
    const [main, ...others] = Object.keys(players[player]!.network.inputs);
    return others.includes(name) ? { [main!]: x, [name]: repeated(told, x.shape[0]!) } : x;
  };
  return {
    ...scope,
    play: (player, x, options) => scope.play(player, joined(player, x as Tensor), options),
    playOutputs: (player, x, options) => scope.playOutputs(player, joined(player, x as Tensor), options),
  };
}

/** Rows for a batch of several times as many: halves and the like are told the same in the same order. */
const repeated = (rows: Tensor, count: number): Tensor =>
  concat(
    Array.from({ length: count / rows.shape[0]! }, () => rows),
    0,
  );

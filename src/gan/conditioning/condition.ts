import type { NamedTensors } from '../../nn/index.ts';
import { concat, type Tensor } from '../../tensor/index.ts';
import type { MoveScope, Player } from '../game.ts';

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
  /**
   * What a loss gets for what D's other outputs say of what was told; undefined where that is nothing.
   *
   * @param on the loss: D's on real examples, on generated ones, or on a batch of both, generated ones first, where it is
   *   the sum of both sides; or G's
   */
  term(scope: MoveScope, on: JudgedSide, outputs: NamedTensors, told: Tensor | undefined): Tensor | undefined;
}
export type JudgedSide = 'real' | 'fake' | 'both' | 'generator';

/** The condition of a GAN without any. */
export const unconditional: Condition = {
  inDiscriminatorUpdate: () => undefined,
  inGeneratorUpdate: () => undefined,
  given: (scope) => scope,
  term: () => undefined,
};

export type Players = Readonly<Record<string, Player>>;

/** The scope in which players with an input `name` after their first get `told` there. */
export function giving(scope: MoveScope, players: Players, name: string, told: Tensor | undefined): MoveScope {
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
export const repeated = (rows: Tensor, count: number): Tensor =>
  concat(
    Array.from({ length: count / rows.shape[0]! }, () => rows),
    0,
  );

import type { Game, Move, MoveScope, Objective } from '../../src/gan/index.ts';
import { abs, add, concat, mean, slice, sub, Tensor } from '../../src/tensor/index.ts';
import type { Paid } from './settings.ts';

// G is told half of a point, how far to the right it lies, and makes a whole one: what translators do with pictures. The
// first number of its latents is that x, the others stay random; what it says of x itself is put aside.

const column = (rows: Tensor, from: number, to: number) => slice(rows, [1], [from], [to]);
const width = (rows: Tensor) => rows.shape[1]!;

/** What G makes of these latents: the x that it was told, and its own y. */
export const wholePoints = (made: Tensor, latents: Tensor): Tensor =>
  concat([column(latents, 0, 1), column(made, 1, 2)], 1);

/** Puts what G is told into its latents: x of each point. */
export function tellHalves(latents: Float32Array, size: number, points: ArrayLike<number>): Float32Array {
  return latents.map((v, i) => (i % size === 0 ? points[(2 * i) / size]! : v));
}

/** A game in which G is told halves of the real points that D sees beside what is made of them. */
export const toldHalves = (game: Game): Game => ({ ...game, moves: game.moves.map(toldMove) });

const toldMove = (move: Move): Move => ({ ...move, objective: (scope) => move.objective(telling(scope)) });

const telling = (scope: MoveScope): MoveScope => ({
  ...scope,
  noise: (name, kind, shape) => {
    const drawn = scope.noise(name, kind, shape);
    const of = /^(?:generator|fake(\d*))\.latents$/.exec(name);
    if (!of) return drawn;
    const real = scope.examples(`real${of[1] ?? ''}`, shape[0]!);
    const x = column(real, 0, 1);
    return width(drawn) === 1 ? x : concat([x, column(drawn, 1, width(drawn))], 1);
  },
  play: (player, x, options) => whole(player, scope.play(player, x, options), x),
  playOutputs: (player, x, options) =>
    Object.fromEntries(
      Object.entries(scope.playOutputs(player, x, options)).map(([name, value], k) => [
        name,
        k === 0 ? whole(player, value, x) : value,
      ]),
    ),
  joined: (batches) => telling(scope.joined(batches)),
  lookAhead: (moves, times, options) => telling(scope.lookAhead(moves.map(toldMove), times, options)),
});

const whole = (player: string, made: Tensor, x: Parameters<MoveScope['play']>[1]): Tensor =>
  player === 'generator' && x instanceof Tensor ? wholePoints(made, x) : made;

/** A game whose G is paid for points that lie near their real ones (L1), beside what D says or in its place. */
export const paidGame = (game: Game, paid: Paid): Game =>
  paid === 'D'
    ? game
    : {
        ...game,
        moves: game.moves.map((move) => (move.name === 'generator' ? paidMove(move, paid === 'both') : move)),
      };

function paidMove(move: Move, byJudge: boolean): Move {
  const objective = (scope: MoveScope): Objective => {
    let made: Tensor | undefined;
    const usual = move.objective({
      ...scope,
      playOutputs: (player, x, options) => {
        const outputs = scope.playOutputs(player, x, options);
        if (player === 'generator') made = Object.values(outputs)[0]!;
        return outputs;
      },
      metric: (name, value) => name !== 'gLoss' && scope.metric(name, value),
    });
    const distance = mean(abs(sub(made!, scope.examples('real', made!.shape[0]!))));
    const { loss, lazy } = usual instanceof Tensor ? { loss: usual, lazy: [] } : usual;
    const value = byJudge ? add(loss, distance) : distance;
    scope.metric('gLoss', value);
    return byJudge ? { loss: value, lazy } : value;
  };
  return { ...move, objective };
}

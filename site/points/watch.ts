import {
  type Game,
  type GanSpec,
  type Move,
  type MoveScope,
  type Objective,
  portNames,
  type State,
} from '../../src/gan/index.ts';
import { add, grad, mul, Tensor } from '../../src/tensor/index.ts';
import { wholeGame } from './game.ts';
import { tellHalves } from './halves.ts';
import type { Paid } from './settings.ts';

/** Arrays by name, as a program takes and gives them. */
type Arrays = Readonly<Record<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>>;

/** What a watched step reports beside its metrics begins so. */
const prefix = 'watched';
const reported = (player: Player, what: string) => `${prefix}/${player}/${what}`;
type Player = 'generator' | 'discriminator';
const players: readonly Player[] = ['discriminator', 'generator'];

/**
 * The game of a step, whose own tensors are reported too: what G makes in a move, how D scores it, what the move lowers, and
 * the slopes of that by the weights that learn. The moves are those that train; only what they hand on is noted.
 */
export const watchedGame = (spec: GanSpec, paid?: Paid): Game => wholeGame(spec, paid, watchedMoves);

function watchedMoves(whole: Game): Game {
  const moves = whole.moves.map((move, index): Move => {
    const player = players.find((name) => name === move.name);
    const watched = player === undefined ? move : watchedMove(move, player);
    // D as its first update leaves it is what the second move finds; as all leave it, what the last does
    const found = [...(index === 1 ? ['after'] : []), ...(index === whole.moves.length - 1 ? ['between'] : [])];
    const objective = (scope: MoveScope): Objective => {
      for (const when of found) noteAll(scope, 'discriminator', when, scope.parameters('discriminator'));
      return watched.objective(scope);
    };
    return { ...move, objective };
  });
  return { ...whole, moves };
}

function noteAll(scope: MoveScope, player: Player, what: string, values: Readonly<Record<string, Tensor>>): void {
  for (const [name, value] of Object.entries(values)) scope.metric(reported(player, `${what}/${name}`), value);
}

function watchedMove(move: Move, player: Player): Move {
  const objective = (scope: MoveScope): Objective => {
    const seen: { made?: Tensor; scores: Tensor[] } = { scores: [] };
    const lowered = move.objective(noting(scope, seen));
    const loss = lowered instanceof Tensor ? lowered : totalOf(lowered);
    const parameters = Object.entries(scope.parameters(player));
    const slopes = grad(
      loss,
      parameters.map(([, value]) => value),
    );
    scope.metric(reported(player, 'made'), seen.made!);
    noteAll(scope, player, 'scores', Object.fromEntries(seen.scores.entries()));
    scope.metric(reported(player, 'loss'), loss);
    noteAll(scope, player, 'slope', Object.fromEntries(parameters.map(([name], k) => [name, slopes[k]!])));
    if (player === 'generator') scope.metric(reported(player, 'push'), grad(loss, [seen.made!])[0]!);
    return lowered;
  };
  return { ...move, objective };
}

const totalOf = ({ loss, lazy }: Exclude<Objective, Tensor>): Tensor =>
  lazy.reduce((sum, { weight, value }) => add(sum, mul(weight, value)), loss);

/** A scope that notes what the players give. */
const noting = (scope: MoveScope, seen: { made?: Tensor; scores: Tensor[] }): MoveScope => {
  const note = (player: string, value: Tensor) => {
    if (player === 'generator') seen.made ??= value;
    else seen.scores.push(value);
    return value;
  };
  return {
    ...scope,
    play: (player, x, options) => note(player, scope.play(player, x, options)),
    playOutputs: (player, x, options) => {
      const outputs = scope.playOutputs(player, x, options);
      note(player, Object.values(outputs)[0]!);
      return outputs;
    },
    joined: (batches) => noting(scope.joined(batches), seen),
    lookAhead: (moves, times, options) => noting(scope.lookAhead(moves, times, options), seen),
  };
};

/** One number among a player's weights, as its update finds and leaves it. */
export interface Weight {
  /** Its layer and what it is there: 'dense/kernel'. */
  readonly name: string;
  readonly index: number;
  readonly before: number;
  readonly after: number;
  readonly slope: number;
  readonly rate: number;
  readonly adam?: Adam;
}

/** What Adam remembers of a weight when it is updated. */
export interface Adam {
  readonly beta1: number;
  readonly beta2: number;
  /** Means of the slopes and of their squares, this update's among them. */
  readonly m: number;
  readonly v: number;
  /** 1 − β₁ᵗ and 1 − β₂ᵗ at the t-th update: the means began at 0, and this undoes it. */
  readonly c1: number;
  readonly c2: number;
}

/** What a player's update was made of: of batches the first few, the rest in means. */
export interface WatchedMove {
  /** Latents, `[few, latent]`, and how many numbers each has. */
  readonly latents: readonly number[];
  readonly latentSize: number;
  /** What G makes of them, x and y in turn. */
  readonly made: readonly number[];
  /** D's scores of these: of points, or of packs of them. */
  readonly fakeScores: readonly number[];
  /** D's scores of real points, where the move asks for them. */
  readonly realScores: readonly number[];
  /** The loss, and with what penalties add to it. */
  readonly loss: number;
  readonly lowered: number;
  /** The length of the slope over all weights, and how many these are. */
  readonly slopeLength: number;
  readonly weights: number;
  readonly weight: Weight;
}

/** A whole step in its numbers: those that the compiled step itself computes. */
export interface Watched {
  /** Updates done before it. */
  readonly done: number;
  readonly batch: number;
  /** Real points, x and y in turn. */
  readonly real: readonly number[];
  readonly discriminator: WatchedMove;
  readonly generator: WatchedMove & {
    /** −∂loss/∂x of each point made, of its own loss: the mean's times the batch. The arrows of the plane. */
    readonly pushes: readonly number[];
  };
  /** The state when D has learned, and G not yet. */
  readonly between: State;
}

/** How many of a batch are shown. */
export const few = 4;

/** Reads a watched step. @param results of the step's program, by the names of its outputs */
export function watchedOf(
  spec: GanSpec,
  done: number,
  before: State,
  feeds: Arrays,
  results: Arrays,
  halves = false,
): Watched {
  const of = (player: Player, what: string) => results[portNames.metric(reported(player, what))]?.data;
  const some = (data: ArrayLike<number>, width = 1): number[] =>
    Array.from({ length: few * width }, (_, i) => data[i]!);
  const real = feeds[portNames.examples('real')]!.data;
  const fed = (name: string): Arrays[string] => {
    const drawn = feeds[portNames.noise(name)]!;
    return halves ? { ...drawn, data: tellHalves(drawn.data as Float32Array, drawn.shape.at(-1)!, real) } : drawn;
  };
  const slopesOf = (player: Player) => {
    const start = portNames.metric(reported(player, 'slope/'));
    return Object.entries(results).flatMap(([name, { data }]) =>
      name.startsWith(start) ? [[name.slice(start.length), data] as const] : [],
    );
  };

  const moveOf = (
    player: Player,
    latents: Arrays[string],
    fakeScores: ArrayLike<number>,
    realScores: ArrayLike<number>,
    after: (name: string) => ArrayLike<number>,
  ): WatchedMove => {
    const slopes = slopesOf(player);
    const kernels = slopes.filter(([name]) => name.endsWith('kernel'));
    const [name, slope] = kernels.reduce((best, one) => (largest(one[1]) > largest(best[1]) ? one : best));
    const index = indexOfLargest(slope);
    const state = `${player}/${name}`;
    const rate = feeds[portNames.dial(`${player}/learningRate`)]!.data[0]!;
    const adam = adamOf(spec, before, player, name, index, slope[index]!);
    return {
      ...{
        latents: some(latents.data, latents.shape.at(-1)!),
        latentSize: latents.shape.at(-1)!,
        made: some(of(player, 'made')!, 2),
      },
      ...{ fakeScores: some(fakeScores), realScores: realScores.length > 0 ? some(realScores) : [] },
      loss: lossOf(results, player),
      lowered: of(player, 'loss')![0]!,
      slopeLength: Math.hypot(...slopes.map(([, data]) => Math.hypot(...Array.from(data)))),
      weights: slopes.reduce((sum, [, data]) => sum + data.length, 0),
      weight: {
        name,
        index,
        before: before[state]!.data[index]!,
        after: after(name)[index]!,
        slope: slope[index]!,
        rate,
        ...(adam && { adam }),
      },
    };
  };

  const both = of('discriminator', 'scores/0')!;
  const half = both.length / 2;
  const sides = Array.from(both);
  const weightsAt = (when: string) => (name: string) => of('discriminator', `${when}/${name}`)!;
  const between = Object.fromEntries(
    slopesOf('discriminator').map(([name]) => {
      const state = `discriminator/${name}`;
      return [state, { shape: before[state]!.shape, data: Float32Array.from(weightsAt('between')(name)) }];
    }),
  );
  const made = moveOf(
    'generator',
    fed('generator.latents'),
    of('generator', 'scores/0')!,
    of('generator', 'scores/1') ?? [],
    (name) => results[portNames.next(`generator/${name}`)]!.data,
  );
  return {
    done,
    batch: spec.batch.discriminator,
    real: some(real, 2),
    discriminator: moveOf(
      'discriminator',
      fed('fake.latents'),
      sides.slice(0, half),
      sides.slice(half),
      weightsAt('after'),
    ),
    generator: { ...made, pushes: some(of('generator', 'push')!, 2).map((slope) => -slope * spec.batch.generator) },
    between: { ...before, ...between },
  };
}

const largest = (data: ArrayLike<number>): number => Math.abs(data[indexOfLargest(data)]!);
function indexOfLargest(data: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < data.length; i++) if (Math.abs(data[i]!) > Math.abs(data[best]!)) best = i;
  return best;
}

const lossOf = (results: Arrays, player: Player): number =>
  results[portNames.metric(player === 'discriminator' ? 'dLoss' : 'gLoss')]!.data[0]!;

/** Adam's means after this update, from what the state remembers: sums that are weighted alike. */
function adamOf(
  spec: GanSpec,
  before: State,
  player: Player,
  name: string,
  index: number,
  slope: number,
): Adam | undefined {
  const { optimizer } = spec[player];
  if (optimizer.type !== 'adam' || typeof optimizer.beta2 !== 'number') return undefined;
  const { beta1, beta2 } = optimizer;
  const kept = (slot: string, at: number) => before[slot]?.data[at] ?? 0;
  const next = (beta: number, before: number, term: number) => (1 - beta) * (beta * before + term);
  return {
    ...{ beta1, beta2 },
    m: next(beta1, kept(`${player}/${name}.mSum`, index), slope),
    v: next(beta2, kept(`${player}/${name}.vSum`, index), slope * slope),
    c1: next(beta1, kept(`${player}.adam.d1`, 0), 1),
    c2: next(beta2, kept(`${player}.adam.d2`, 0), 1),
  };
}

import {
  crossEntropy,
  type DialChange,
  dragan,
  type Game,
  type GanSpec,
  gan,
  ganGame,
  gradientPenalty,
  hinge,
  type Loss,
  labels,
  leastSquares,
  minimax,
  type Penalty,
  packed,
  r1,
  r2,
  relativisticAverage,
  relativisticPaired,
  wasserstein,
  zeroCentered,
} from '../../src/gan/index.ts';
import {
  adam,
  concat,
  dense,
  exponentialDecay,
  type Layer,
  leakyRelu,
  network,
  type Optimizer,
  rmsprop,
  sgd,
} from '../../src/nn/index.ts';
import type { Tensor } from '../../src/tensor/index.ts';
import { classesOf } from './classes.ts';
import { paidGame, toldHalves } from './halves.ts';
import type { Dials, LossName, OptimizerName, Paid, PenaltyName, Settings } from './settings.ts';

const losses: Readonly<Record<LossName, () => Loss>> = {
  nonSaturating: crossEntropy,
  minimax,
  leastSquares,
  wasserstein,
  hinge,
  relativistic: relativisticPaired,
  relativisticAverage,
};

const penalties: Readonly<Record<PenaltyName, (weight: number) => Penalty[]>> = {
  none: () => [],
  r1: (weight) => [r1({ weight })],
  r1r2: (weight) => [r1({ weight }), r2({ weight })],
  gradientPenalty: (weight) => [gradientPenalty({ weight })],
  zeroCentered: (weight) => [zeroCentered({ weight })],
  dragan: (weight) => [dragan({ weight })],
};

const optimizers: Readonly<Record<OptimizerName, (learningRate: number, momentum: number) => Optimizer>> = {
  adam: (learningRate, beta1) => adam({ learningRate, beta1, beta2: 0.99, epsilon: 1e-8 }),
  rmsprop: (learningRate, momentum) => rmsprop({ learningRate, momentum }),
  sgd: (learningRate, momentum) => sgd({ learningRate, momentum }),
};

/** A perceptron: `depth` hidden layers of `width` leaky units, and a linear one. Where it is told a class, that is one input more. */
const perceptron = (inputs: number, width: number, depth: number, outputs: number, classes: number) =>
  network(classes > 0 ? { numbers: [inputs], label: [classes] } : [inputs], [
    ...(classes > 0 ? [concat(['numbers', 'label'])] : []),
    ...Array.from({ length: depth }, (): Layer[] => [
      dense(width, { kernelInitializer: 'heNormal' }),
      leakyRelu(0.2),
    ]).flat(),
    dense(outputs),
  ]);

/** The GAN of these settings: two perceptrons, and what they are trained by. */
export function specOf(settings: Settings): GanSpec {
  const { latent, unrolling, average, batch, momentum } = settings;
  const classes = classesOf(settings);
  // of a pack, each point would have a class of its own
  const packing = classes > 0 ? 1 : settings.packing;
  const optimizer = optimizers[settings.optimizer];
  return gan({
    generator: {
      network: perceptron(latent, settings.generatorWidth, settings.generatorDepth, 2, classes),
      optimizer: optimizer(settings.generatorRate, momentum),
      ...(average > 0 && { ema: average }),
    },
    discriminator: {
      network: perceptron(
        packed([2], packing)[0]!,
        settings.discriminatorWidth,
        settings.discriminatorDepth,
        1,
        classes,
      ),
      optimizer: optimizer(settings.discriminatorRate, momentum),
    },
    batch: { generator: batch, discriminator: batch },
    loss: losses[settings.loss](),
    penalties: penalties[settings.penalty](settings.penaltyWeight),
    discriminatorSteps: settings.discriminatorSteps,
    packing,
    ...(classes > 0 && { conditioning: labels() }),
    ...(unrolling > 0 && { unrolling: { steps: unrolling } }),
    instanceNoise: noiseOf(settings),
  });
}

/** What a person has turned dials to, by the names of the compiled step's dials. */
export function dialsOf({
  generatorRate,
  discriminatorRate,
  penaltyWeight,
  noise,
  noiseFalls,
}: Dials): DialChange['values'] {
  return {
    'generator/learningRate': generatorRate,
    'discriminator/learningRate': discriminatorRate,
    ...Object.fromEntries(penaltyDials.map((name) => [`${name}/weight`, penaltyWeight])),
    instanceNoise: noiseOf({ noise, noiseFalls }),
  };
}

/** The noise on all that D sees: it stays, or falls exponentially. */
const noiseOf = ({ noise, noiseFalls }: Pick<Dials, 'noise' | 'noiseFalls'>) =>
  noiseFalls > 0 && noise > 0 ? exponentialDecay(noise, 1 / 200, noiseFalls) : noise;

const penaltyDials = ['r1', 'r2', 'gradientPenalty', 'zeroCentered', 'dragan'];

/** Which of the two learns in an update. */
export type Turn = 'both' | 'discriminator' | 'generator';

/** The game of a whole step; where halves are told, what G learns from then. `seen` changes the game within. */
export function wholeGame(spec: GanSpec, paid?: Paid, seen: (game: Game) => Game = (game) => game): Game {
  const game = ganGame(spec);
  return paid === undefined ? seen(game) : toldHalves(seen(paidGame(game, paid)));
}

/** The game of a turn: all of a step's moves, or those of one player, as they are in the whole. */
export function gameOfTurn(spec: GanSpec, turn: Turn, paid?: Paid): Game {
  const whole = wholeGame(spec, paid);
  if (turn === 'both') return whole;
  const moves = whole.moves.filter(({ updates }) => updates.includes(turn));
  // the averaged weights of a player that waits wait with it
  const players = Object.fromEntries(
    Object.entries(whole.players).map(([name, { ema, ...player }]) => [
      name,
      name === turn && ema !== undefined ? { ...player, ema } : player,
    ]),
  );
  const there = (metrics: Record<string, Tensor | undefined>) =>
    Object.fromEntries(Object.entries(metrics).filter((entry): entry is [string, Tensor] => entry[1] !== undefined));
  return { ...whole, players, moves, report: (metrics) => there(whole.report!(metrics)) };
}

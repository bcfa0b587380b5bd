import { z } from 'zod';
import {
  type Network,
  type NoiseKind,
  type Optimizer,
  optimizerSchema,
  parseNetwork,
  type Schedule,
} from '../nn/index.ts';
import type { Shape, Tensor } from '../tensor/index.ts';

/** A named network with the optimizer that trains it. */
export interface Player {
  readonly network: Network;
  readonly optimizer: Optimizer;
  /** Keeps an exponential moving average of the parameters with this decay per step, for sampling. */
  readonly ema?: number | undefined;
}

/** A player in JSON. */
export const playerSchema = z.strictObject({
  network: z.unknown().transform((json) => parseNetwork(json, 'network')),
  optimizer: optimizerSchema,
  ema: z.number().min(0).lt(1).optional(),
});

/** What a move's objective is written with. All tensors it hands out are nodes of the step's graph. */
export interface MoveScope {
  /** Shape of one example of the data. */
  readonly exampleShape: Shape;
  /** Number of classes of the data; 0 without labels. */
  readonly classCount: number;
  /** The player's network on a batch, with its parameters as the moves before left them. Default: in training mode. */
  play(player: string, x: Tensor, options?: { training?: boolean }): Tensor;
  /** A batch of `count` examples [count, ...exampleShape]; each name is drawn on its own. */
  examples(name: string, count: number): Tensor;
  /** The classes of `examples(name, count)`, int32 [count]. */
  labels(name: string, count: number): Tensor;
  /** Fresh random numbers, U[0, 1) or N(0, 1). The same name gives the same numbers within a step. */
  noise(name: string, kind: NoiseKind, shape: Shape): Tensor;
  /** A scalar that a person may turn while training, or that follows a schedule. */
  dial(name: string, value: Schedule): Tensor;
  /** A tensor that is kept from step to step, in checkpoints too; `initial` before the first. */
  state(name: string, shape: Shape, initial: number): Tensor;
  /** What `state(name, …)` is from the next move on; no gradient flows through it. */
  setState(name: string, value: Tensor): void;
  /** A scalar that is reported under `name`. */
  metric(name: string, value: Tensor): void;
}

/** One update: whose parameters change, and which scalar objective they lower. */
export interface Move {
  readonly name: string;
  readonly updates: readonly string[];
  objective(scope: MoveScope): Tensor;
}

/**
 * A game: players, and the moves of one step in order, each seeing what the moves before it changed.
 * Two players make a GAN, one makes a classifier; nothing here counts them.
 */
export interface Game {
  readonly players: Readonly<Record<string, Player>>;
  readonly moves: readonly Move[];
  /** Examples that a step counts as its batch, for speed and epochs. */
  readonly batch: number;
  /** Metrics in the order of reporting; default: as the moves report them. */
  report?(metrics: Readonly<Record<string, Tensor>>): Record<string, Tensor>;
}

import { z } from 'zod';
import {
  type Ema,
  emaSchema,
  type NamedTensors,
  type Network,
  type NoiseKind,
  type Optimizer,
  optimizerSchema,
  parseNetwork,
  type Schedule,
} from '../nn/index.ts';
import type { Shape, Tensor } from '../tensor/index.ts';
import type { DialValue } from './step/dial.ts';

/** A named network with the optimizer that trains it. */
export interface Player {
  readonly network: Network;
  readonly optimizer: Optimizer;
  /** Keeps an exponential moving average of the parameters, for sampling: a decay per step, or `emaHalfLife()`. */
  readonly ema?: Ema | undefined;
  /** So many of its first layers that have parameters keep these as they begin (FreezeD, Mo et al. 2020). Default 0. */
  readonly freeze?: number | undefined;
}

/** A player in JSON. */
export const playerSchema = z.strictObject({
  network: z.unknown().transform((json) => parseNetwork(json, 'network')),
  optimizer: optimizerSchema,
  ema: emaSchema.optional(),
  freeze: z.int().nonnegative().optional(),
});

/** What a move's objective is written with. All tensors it hands out are nodes of the step's graph. */
export interface MoveScope {
  /** Shape of one example of the data. */
  readonly exampleShape: Shape;
  /** Number of classes of the data; 0 without labels. */
  readonly classCount: number;
  /** Into how many parts a batch is cut; the objective computes one of them. */
  readonly parts: number;
  /** The player's network on a batch, or on its inputs by name, with its parameters as the moves before left them. */
  play(player: string, x: Tensor | NamedTensors, options?: PlayOptions): Tensor;
  /** The same, and all outputs of the network by name. */
  playOutputs(player: string, x: Tensor | NamedTensors, options?: PlayOptions): NamedTensors;
  /** The player's trained parameters, by their names in its network. */
  parameters(player: string): NamedTensors;
  /** Shape of one example's part. Throws where the data have no such domain or part. */
  shapeOf(which: Which): Shape;
  /**
   * A batch of `count` examples [count, ...shapeOf(which)]; each name is drawn on its own, and all parts of a name
   * together.
   */
  examples(name: string, count: number, which?: Which): Tensor;
  /** The classes of `examples(name, count)`, int32 [count]. */
  labels(name: string, count: number): Tensor;
  /** Fresh random numbers, U[0, 1) or N(0, 1). The same name gives the same numbers within a step. */
  noise(name: string, kind: NoiseKind, shape: Shape): Tensor;
  /**
   * The scope for a batch that is so many batches, one after the other, as where D sees both sides at once. What is
   * drawn for its rows falls on the same examples, whether the batches are whole or in parts.
   */
  joined(batches: number): MoveScope;
  /**
   * The scopes for so many portions of a batch, one after the other; of batches that are joined, of the portions of each.
   * What is drawn falls on the same examples as if the batch were whole.
   */
  portions(of: number): readonly MoveScope[];
  /** A scalar that a person may turn while training, or that follows a schedule. */
  dial(name: string, value: DialValue): Tensor;
  /** A tensor that is kept from step to step, in checkpoints too; `initial` before the first. */
  state(name: string, shape: Shape, initial: number, options?: StateOptions): Tensor;
  /** What `state(name, …)` is from the next move on; no gradient flows through it. */
  setState(name: string, value: Tensor): void;
  /** A scalar that is reported under `name`. */
  metric(name: string, value: Tensor): void;
  /**
   * A scope in which `moves` have been played `times` over, for this objective alone: what the players really are stays
   * as it is. Gradients flow through the updates to whatever they were made from.
   *
   * @param options.learningRate plain gradient descent at this rate takes the place of the players' optimizers
   */
  lookAhead(moves: readonly Move[], times: number, options?: { learningRate?: Schedule | undefined }): MoveScope;
}

/** Which of a run's data: default the only source, or the first, and its main part. */
export interface Which {
  readonly domain?: string | undefined;
  readonly part?: string | undefined;
}

/** The shapes of a run's data: of one example of the main part, of its parts, of other domains; and how many classes. */
export interface DataShape {
  readonly shape: Shape;
  readonly classCount: number;
  readonly parts?: Readonly<Record<string, Shape>> | undefined;
  readonly domains?: Readonly<Record<string, DataShape>> | undefined;
}

export interface PlayOptions {
  /** Default true. */
  readonly training?: boolean;
  /** false: the player's moving statistics do not learn of this batch. Default true. */
  readonly recorded?: boolean;
  /** Plays with the parameters that the step found, whatever the moves before have changed. Default false. */
  readonly asFound?: boolean;
  /**
   * What the random numbers of its layers are named after: of one name they are the same in every move, so that a network
   * played again on the same batch makes the same of it. Default: the move's own.
   */
  readonly noise?: string;
}

export interface StateOptions {
  /**
   * What becomes of it where a batch is done in parts. 'mean': each part finds what the step found, and it becomes the mean
   * of what they leave, as for averages. 'inSequence': each part goes on from what the one before left, as for counters and
   * what is kept of single examples. Default 'mean'.
   */
  readonly parts?: 'mean' | 'inSequence';
}

/**
 * A part of an objective that is added to it on every `every`-th step alone, and then `every` times as much: a lazy
 * regularizer (Karras et al. 2020, StyleGAN2). Adds weight · value.
 */
export interface LazyTerm {
  /** `value` is reported under this name; on the steps between, as it was last. */
  readonly name: string;
  readonly every: number;
  readonly weight: Tensor;
  readonly value: Tensor;
  /** What tensors of the state are after its steps, by name; on those between they stay as they are. */
  readonly kept?: NamedTensors | undefined;
}

/** The scalar that a move lowers, with parts that count only now and then. */
export type Objective = Tensor | { readonly loss: Tensor; readonly lazy: readonly LazyTerm[] };

/** One update: whose parameters change, and which scalar objective they lower. */
export interface Move {
  readonly name: string;
  readonly updates: readonly string[];
  objective(scope: MoveScope): Objective;
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

import type { z } from 'zod';
import type { Tensor } from '../../tensor/index.ts';
import type { Warning } from '../checks/warning.ts';
import type { Codes } from '../conditioning/codes.ts';
import type { Game, Player, Which } from '../game.ts';

/** What a player's network is told beside its first input, under the name of that input. */
export type Told =
  | { readonly type: 'class'; readonly input: string }
  | ({ readonly type: 'codes'; readonly input: string } & Codes);

/** What a player does, as those see it who use its network alone: in inference, in an exported file. */
export interface Role {
  /**
   * Of its first input: latents, N(0, 1); examples of the data, which it judges; or such as it makes others from. Names
   * the graph's input.
   */
  readonly takes: 'latents' | 'images' | 'inputs';
  /** Its outputs by name, from what its network gives first. */
  gives(y: Tensor): Record<string, Tensor>;
  /** Default: a class, where the network has an input `label` beside its first. */
  readonly told?: Told | undefined;
}

/** Roles that occur in several games. */
export const makesImages: Role = { takes: 'latents', gives: (y) => ({ images: y }) };
export const translatesImages: Role = { takes: 'inputs', gives: (y) => ({ images: y }) };

/** A player that makes pictures from pictures. */
export interface Translator {
  readonly player: string;
  /** Of the direction, for people: `a2b`. */
  readonly name: string;
  /** What it is given of the data. */
  readonly from: Which;
  /** What its results are like; of pairs, what they are to be. */
  readonly to: Which;
  /** The player that brings them back, where there is one. */
  readonly back?: string | undefined;
}

/** One of the steps that a game is played in, one after the other. */
export interface GameStage<Spec> {
  /** Steps that are done when it ends, if it is not the last, which ends with the training. */
  readonly until: number;
  readonly game: Spec;
  /** Height and width that pictures are averaged down to. */
  readonly resolution?: readonly [height: number, width: number] | undefined;
  /** What it is, for people: `16×16, fading in`. */
  readonly about: string;
}

/**
 * A kind of game: its JSON, and all that differs between it and other kinds. Whoever trains, samples, draws, exports or
 * measures asks here, and knows no kind by its name.
 */
export interface GameKind<S extends z.ZodType> {
  readonly schema: S;
  players(spec: z.output<S>): Readonly<Record<string, Player>>;
  /** Players and moves; undefined where the moves are code that JSON does not hold. */
  game(spec: z.output<S>): Game | undefined;
  /** The stages of a training of so many steps; undefined where it has but one, in which the game is played as it is. */
  stages?(spec: z.output<S>, steps: number): readonly GameStage<z.output<S>>[] | undefined;
  role(spec: z.output<S>, player: string): Role;
  /** The players that make samples, the one that people mean first; none in a game that makes none. */
  makers(spec: z.output<S>): readonly string[];
  /** The players that make pictures from pictures, the one that people mean first. Default: none. */
  translators?(spec: z.output<S>): readonly Translator[];
  /** The player that names classes, where naming them is what the game is for. */
  classifier?(spec: z.output<S>): string;
  /** How many classes the networks are for; undefined where none of them knows classes. */
  classCount(spec: z.output<S>): number | undefined;
  /** Sizes of all batches by what they are for, that which people mean by 'the batch' first. */
  batches(spec: z.output<S>): Readonly<Record<string, number>>;
  /** The same game with another first batch, the others in proportion. Throws where that is not to be had. */
  withBatch(spec: z.output<S>, batch: number): z.output<S>;
  /** Real examples that a step draws, for what an epoch is. */
  draws(spec: z.output<S>): number;
  /** What works against itself. Default: nothing. */
  warnings?(spec: z.output<S>): readonly Warning[];
  /** What is computed of a batch as a whole, and so differs where it is cut into parts. Default: nothing. */
  ofTheBatch?(spec: z.output<S>): readonly string[];
}

/** A kind of game, checked by its type. */
export const defineGame = <S extends z.ZodType>(kind: GameKind<S>): GameKind<S> => kind;

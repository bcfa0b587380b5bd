import type { z } from 'zod';
import type { NamedTensors } from '../../nn/index.ts';
import { mul, type Tensor } from '../../tensor/index.ts';
import type { Judgement } from '../adversarial/judge.ts';
import type { Amounts, GanParts } from '../checks/parts.ts';
import type { WarningRow } from '../checks/warning.ts';
import type { LazyTerm, Move, MoveScope } from '../game.ts';
import type { GameStage } from '../games/kind.ts';

/** A player's update, as a technique sees it. */
export interface PlayerUpdate {
  readonly scope: MoveScope;
  /** Whose update it is. */
  readonly player: string;
}

/** G's update. */
export interface GeneratorUpdate extends PlayerUpdate {
  readonly latents: Tensor;
  /** What G made of them. */
  readonly made: Tensor;
  /** All outputs of G's network by name, what it made among them. */
  readonly outputs: NamedTensors;
  /** What D says of what G made. */
  readonly fake: Judgement;
  /** What D says of the real examples of its first update; computed where it is asked for. */
  real(): Judgement;
}

/** What is added to an objective: on every step, or now and then. */
export type Term = Tensor | LazyTerm;

/** A GAN, as a technique that changes it from stage to stage sees it. */
export type Whole = Pick<GanParts, 'generator' | 'discriminator' | 'batch'> & { readonly discriminatorSteps: number };

/** A stage of a training, with the options of `gan()` that are others there than in the whole. */
export interface TechniqueStage extends Omit<GameStage<never>, 'game'> {
  readonly changes: Readonly<Record<string, unknown>>;
}

/**
 * A technique with its settings: where it enters a game. Everything is optional, and what is left out changes nothing.
 * Several that enter at one place do so in the order of their registry.
 */
export interface Technique {
  /** Of its settings, the numbers that mean nothing below 0. */
  readonly amounts?: Amounts;
  /** Throws where it does not go together with the other parts, by `refuse`. */
  check?(parts: GanParts): void;
  /** What works against itself. */
  warnings?(parts: GanParts): readonly WarningRow[];
  /** Whether it is computed of a batch as a whole, and so differs where that is cut into parts. */
  readonly ofTheBatch?: boolean;

  /** Examples as D is shown them, in their own shape; random numbers are named after `name`. */
  shown?(scope: MoveScope, examples: Tensor, name: string): Tensor;
  /** Several examples to a decision: how many, and what D's network takes of them, after all that is shown. */
  readonly packing?: { readonly size: number; pack(examples: Tensor): Tensor };
  /** Takes note of P(real) of a batch of so many real examples, once in each of D's rounds. */
  observe?(scope: MoveScope, probabilityReal: Tensor, count: number): void;

  /** What is added to D's loss. Where D lowers the mean of both sides, this is halved with them. */
  discriminator?(update: PlayerUpdate): Term | undefined;
  /** What is added to G's loss. */
  generator?(update: GeneratorUpdate): Term | undefined;
  /** What each of D's decisions counts in the mean of G's loss, [n], from its scores [n, 1]. For losses that judge one by one. */
  weights?(scope: MoveScope, scores: Tensor, realIsHigh: boolean): Tensor;
  /** What takes the place of G's loss, and what it is called. `usual` is the loss that it would be. */
  readonly objective?: {
    of(update: GeneratorUpdate, usual: () => Tensor): Tensor;
    /** Whether it compares what G made with real examples, which then are of the same classes. */
    readonly compares: boolean;
    /** Its name in words, where nothing of the usual loss is left. */
    readonly replaces: string | undefined;
  };
  /** The D that G learns from: `scope` after some of D's `updates` in advance, which are those of a step. */
  opponent?(scope: MoveScope, updates: readonly Move[]): MoveScope;
  /** The stages of a training of so many steps, where it trains something else before the whole. */
  stages?(whole: Whole, steps: number): readonly TechniqueStage[];
  /** The moves of a step, where it adds some, or lets them see others' examples than they would. */
  moves?(moves: readonly Move[]): readonly Move[];
  /** Ends a step, in G's update. */
  adapt?(scope: MoveScope): void;
}

/** A kind of technique: the option of `gan()` that sets it, and what that does. */
export interface TechniqueDefinition<S extends z.ZodType> {
  /** Its schema, as it stands in `gan()`: optional, or with a default that changes nothing. */
  readonly option: S;
  /** undefined: with these settings there is none. */
  of(config: NonNullable<z.output<S>>): Technique | undefined;
}

/** Defines a technique. */
export const defineTechnique = <S extends z.ZodType>(definition: TechniqueDefinition<S>): TechniqueDefinition<S> =>
  definition;

const isLazy = (term: Term): term is LazyTerm => 'every' in term;

/** Terms apart: those of every step, to be added, and the lazy ones. `scale` multiplies them. */
export function sorted(terms: readonly (Term | undefined)[], scale?: number) {
  const scaled = (t: Tensor) => (scale === undefined ? t : mul(t, scale));
  return {
    always: terms.flatMap((term) => (term && !isLazy(term) ? [scaled(term)] : [])),
    lazy: terms.flatMap((term) => (term && isLazy(term) ? [{ ...term, weight: scaled(term.weight) }] : [])),
  };
}

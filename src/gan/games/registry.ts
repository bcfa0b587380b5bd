import { z } from 'zod';
import type { Warning } from '../checks/warning.ts';
import type { Game } from '../game.ts';
import { classifierKind } from './classifier.ts';
import { customKind } from './custom.ts';
import { cycleKind } from './cycle.ts';
import { ganKind } from './gan.ts';
import type { GameKind, GameStage, Role, Translator } from './kind.ts';
import { pairedKind } from './paired.ts';

/** The kinds of games, by the type that a configuration names. */
export const gameKinds = {
  gan: ganKind,
  paired: pairedKind,
  cycle: cycleKind,
  classifier: classifierKind,
  custom: customKind,
} as const;

/** A game in JSON: what a run's config.json holds. */
export const gameSchema = z.discriminatedUnion('type', [
  gameKinds.gan.schema,
  gameKinds.paired.schema,
  gameKinds.cycle.schema,
  gameKinds.classifier.schema,
  gameKinds.custom.schema,
]);
export type GameSpec = z.output<typeof gameSchema>;

/** The kind of a game: all that differs between it and others. */
const kindOf = (spec: GameSpec) => gameKinds[spec.type] as unknown as GameKind<z.ZodType<GameSpec>>;

/** The players and moves that a game in JSON stands for; undefined for a custom game that came from JSON. */
export const gameOf = (spec: GameSpec): Game | undefined => kindOf(spec).game(spec);

/** The stages of a training of so many steps; undefined where a game is played as it is from beginning to end. */
export const gameStagesOf = (spec: GameSpec, steps: number): readonly GameStage<GameSpec>[] | undefined =>
  kindOf(spec).stages?.(spec, steps);

/** The players of a game, by name. */
export const playersOf = (spec: GameSpec): Game['players'] => kindOf(spec).players(spec);

/** What a player of a game does. */
export const roleOf = (spec: GameSpec, player: string): Role => kindOf(spec).role(spec, player);

/** The players that make samples, the one that people mean first; none in a game that makes none. */
export const makersOf = (spec: GameSpec): readonly string[] => kindOf(spec).makers(spec);

/** The players that make pictures from pictures, the one that people mean first. */
export const translatorsOf = (spec: GameSpec): readonly Translator[] => kindOf(spec).translators?.(spec) ?? [];

/** The player that names classes, in a game that is for naming them. */
export const classifierOf = (spec: GameSpec): string | undefined => kindOf(spec).classifier?.(spec);

/** How many classes the networks of a game are for; undefined where none of them knows classes. */
export const classCountOf = (spec: GameSpec): number | undefined => kindOf(spec).classCount(spec);

/** Sizes of a game's batches by what they are for, that which people mean by 'the batch' first. */
export const batchesOf = (spec: GameSpec): Readonly<Record<string, number>> => kindOf(spec).batches(spec);

/** The same game at another batch. Throws for a custom game, whose moves say themselves what they draw. */
export const withBatch = (spec: GameSpec, batch: number): GameSpec => kindOf(spec).withBatch(spec, batch);

/** Real examples that a step draws. */
export const drawsOf = (spec: GameSpec): number => kindOf(spec).draws(spec);

/** What a person should know of a game before it is trained. What cannot work at all is refused when it is made. */
export const warningsOf = (spec: GameSpec): readonly Warning[] => kindOf(spec).warnings?.(spec) ?? [];

/** What a game computes of a batch as a whole. */
export const ofTheBatch = (spec: GameSpec): readonly string[] => kindOf(spec).ofTheBatch?.(spec) ?? [];

import { z } from 'zod';
import { DuelError } from '../../errors.ts';
import { nameSchema } from '../../nn/index.ts';
import { constructed } from '../../nn/problems.ts';
import { sigmoid } from '../../tensor/index.ts';
import { type Game, type Move, playerSchema } from '../game.ts';
import { defineGame, makesImages, type Role, translatesImages } from './kind.ts';

const whichSchema = z.strictObject({ domain: nameSchema.optional(), part: nameSchema.optional() });

const schema = z
  .strictObject({
    type: z.literal('custom'),
    /** By name, which files and tensors bear too. */
    players: z
      .record(nameSchema.max(64), playerSchema)
      .refine((players) => Object.keys(players).length > 0, 'a game has players'),
    batch: z.int().positive(),
    /** The players that make samples, the one that people mean first. Default: `generator`, where there is one. */
    generators: z.array(z.string()).optional(),
    /** The players that make pictures from pictures, the one that people mean first. */
    translators: z
      .array(
        z.strictObject({
          player: z.string(),
          /** Of the direction: `a2b`. */
          name: nameSchema.max(64),
          from: whichSchema,
          to: whichSchema,
          /** The player that brings them back. */
          back: z.string().optional(),
        }),
      )
      .optional(),
    /** The same of a single one, as older configurations have it. */
    generator: z.string().optional(),
  })
  .transform(({ generator, generators, ...spec }) => {
    const named = generators ?? [generator ?? 'generator'];
    const translates = new Set(spec.translators?.map(({ player }) => player));
    return { ...spec, generators: named.filter((name) => Object.hasOwn(spec.players, name) && !translates.has(name)) };
  });

/** A game whose moves are code: its players are JSON, its moves live on in the compiled step alone. */
export type CustomSpec = z.output<typeof schema> & {
  readonly moves?: readonly Move[];
  readonly report?: Game['report'];
};

/** A game of one's own: players, and the moves of a step in order. */
export const customGame = (
  options: Omit<z.input<typeof schema>, 'type'> & { moves: readonly Move[]; report?: Game['report'] },
): CustomSpec => {
  const { moves, report, ...rest } = options;
  return { ...constructed(schema, 'custom', rest, {}, { called: 'customGame' }), moves, ...(report && { report }) };
};

const judges: Role = { takes: 'images', gives: (y) => ({ logits: y, probabilities: sigmoid(y) }) };

export const customKind = defineGame({
  schema,
  players: ({ players }) => players,
  game: (spec) => {
    const { moves, report, players, batch } = spec as CustomSpec;
    return moves && { players, batch, moves, ...(report && { report }) };
  },
  role: ({ generators, translators }, player) => {
    if (generators.includes(player)) return makesImages;
    return translators?.some((translator) => translator.player === player) ? translatesImages : judges;
  },
  makers: ({ generators }) => generators,
  translators: ({ translators }) => translators ?? [],
  classCount: () => undefined,
  batches: ({ batch }) => ({ batch }),
  withBatch: () => {
    throw new DuelError('usage', 'gan/custom-batch', 'the batch of a game whose moves are code is set by that code', {
      where: '--batch',
      fix: 'change the number in the file that defines the game',
    });
  },
  draws: ({ batch }) => batch,
});

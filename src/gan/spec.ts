import { z } from 'zod';
import { DuelError } from '../errors.ts';
import { describe } from '../nn/index.ts';
import { ganGame } from './adversarial.ts';
import { classifierGame, classifierSchema } from './classifier.ts';
import { labelInput } from './conditioning/conditioning.ts';
import { type Game, type Move, playerSchema } from './game.ts';
import { ganSchema, resizeGan } from './ganSpec.ts';

/** A game whose moves are code: its players are JSON, its moves live on in the compiled step alone. */
export const customSchema = z.strictObject({
  type: z.literal('custom'),
  players: z.record(z.string(), playerSchema),
  batch: z.int().positive(),
  /** The player that makes samples; default 'generator', where there is one. */
  generator: z.string().default('generator'),
});
export type CustomSpec = z.output<typeof customSchema> & {
  readonly moves?: readonly Move[];
  readonly report?: Game['report'];
};

/** A game in JSON: what a run's config.json holds. */
export const gameSchema = z.discriminatedUnion('type', [ganSchema, classifierSchema, customSchema]);
export type GameSpec = z.output<typeof gameSchema>;

/** A game of one's own: players, and the moves of a step in order. */
export const customGame = (
  options: Omit<z.input<typeof customSchema>, 'type'> & { moves: readonly Move[]; report?: Game['report'] },
): CustomSpec => {
  const { moves, report, ...rest } = options;
  return { ...customSchema.parse({ type: 'custom', ...rest }), moves, ...(report && { report }) };
};

/** The players and moves that a game in JSON stands for; undefined for a custom game that came from JSON. */
export function gameOf(spec: GameSpec): Game | undefined {
  switch (spec.type) {
    case 'gan':
      return ganGame(spec);
    case 'classifier':
      return classifierGame(spec);
    case 'custom': {
      const { moves, report } = spec as CustomSpec;
      return moves && { players: spec.players, batch: spec.batch, moves, ...(report && { report }) };
    }
    default:
      return spec satisfies never;
  }
}

/** The players of a game in JSON, by name. */
export function playersOf(spec: GameSpec) {
  switch (spec.type) {
    case 'gan':
      return { generator: spec.generator, discriminator: spec.discriminator };
    case 'classifier':
      return { classifier: spec.classifier };
    case 'custom':
      return spec.players;
    default:
      return spec satisfies never;
  }
}

/** How many classes the networks of a game are for; undefined where none of them knows classes. */
export function classCountOf(spec: GameSpec): number | undefined {
  switch (spec.type) {
    case 'gan':
      return spec.conditioning && spec.generator.network.inputs[labelInput]?.[0];
    case 'classifier':
      return describe(spec.classifier.network).outputShape.at(-1);
    case 'custom':
      return undefined;
    default:
      return spec satisfies never;
  }
}

/** The same game at another batch. Throws for a custom game, whose moves say themselves what they draw. */
export function withBatch(spec: GameSpec, batch: number): GameSpec {
  switch (spec.type) {
    case 'gan':
      return resizeGan(spec, batch);
    case 'classifier':
      return { ...spec, batch };
    case 'custom':
      throw new DuelError('usage', 'gan/custom-batch', 'the batch of a game whose moves are code is set by that code', {
        where: '--batch',
        fix: 'change the number in the file that defines the game',
      });
    default:
      return spec satisfies never;
  }
}

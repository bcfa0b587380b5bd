import { DuelError } from '../../errors.ts';
import {
  adversarialLoss,
  buildStep,
  type GameSpec,
  gameOf,
  penaltyTypes,
  playersOf,
  type StepGraph,
  withBatch,
} from '../../gan/index.ts';
import type { RunConfig } from '../config/config.ts';

const misfit = (message: string, fix: string) =>
  new DuelError('usage', 'config/microbatch', message, { where: 'microbatch', fix });

/** Examples of D's update on each side, where a game has them. */
const discriminatorBatch = (game: GameSpec) => (game.type === 'gan' ? game.batch.discriminator : 0);
const batchOf = (game: GameSpec) => (game.type === 'gan' ? game.batch.generator : game.batch);

/** The game that one part of a batch plays, and how many parts there are. */
function inParts(config: Pick<RunConfig, 'game' | 'microbatch'>): { game: GameSpec; parts: number } {
  const { game, microbatch } = config;
  const batch = batchOf(game);
  if (microbatch === undefined || microbatch === batch) return { game, parts: 1 };
  const parts = batch / microbatch;
  const part = withBatch(game, microbatch);
  if (!Number.isInteger(parts) || discriminatorBatch(part) * parts !== discriminatorBatch(game)) {
    const sizes = Array.from({ length: batch }, (_, i) => i + 1).filter(
      (n) => batch % n === 0 && (discriminatorBatch(game) * n) % batch === 0,
    );
    throw misfit(
      `a batch of ${batch} cannot be cut into parts of ${microbatch}`,
      `use --microbatch ${sizes.slice(0, -1).join(', ') || batch}`,
    );
  }
  return { game: part, parts };
}

/**
 * The training step of a configuration, its batches in parts where it has a `microbatch`; undefined for a custom game
 * that came from JSON.
 */
export function trainingStep(
  config: Pick<RunConfig, 'game' | 'microbatch'>,
  data: { shape: readonly number[]; classCount: number },
): StepGraph | undefined {
  const { game, parts } = inParts(config);
  const played = gameOf(game);
  return played && buildStep(played, data, parts);
}

const layersOfTheBatch = ['batchNorm', 'conditionalBatchNorm', 'minibatchDiscrimination', 'minibatchStddev'];
const techniquesOfTheBatch = ['topK', 'unrolling', 'featureMatching', 'pullingAway'] as const;

/** What of a GAN is no mean over its examples, beside layers. */
function ofTheBatch(game: GameSpec): string[] {
  if (game.type !== 'gan') return [];
  const loss = adversarialLoss(game.loss);
  return [
    ...(loss.sees === 'both' && !loss.paired ? [game.loss.type] : []),
    ...techniquesOfTheBatch.filter((name) => game[name] !== undefined),
    ...game.penalties.map(({ type }) => type).filter((type) => penaltyTypes.get(type)!.ofBatch),
  ];
}

/** What differs from the whole batch where it is cut into parts. */
export function microbatchWarnings(config: Pick<RunConfig, 'game' | 'microbatch'>): string[] {
  if (inParts(config).parts === 1) return [];
  const layers = Object.values(playersOf(config.game)).flatMap(({ network }) => network.layers.map(({ type }) => type));
  const warning = (found: readonly string[], what: string) =>
    found.length === 0
      ? []
      : [`${found.join(', ')}: ${what} of each part of ${config.microbatch}, not of the whole batch`];
  return [
    ...warning(
      layersOfTheBatch.filter((type) => layers.includes(type)),
      'the statistics are those',
    ),
    ...warning(ofTheBatch(config.game), 'what is computed is that'),
  ];
}

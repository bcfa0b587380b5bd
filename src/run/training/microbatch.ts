import { DuelError } from '../../errors.ts';
import {
  batchesOf,
  buildStep,
  type DataShape,
  type GameSpec,
  gameOf,
  ofTheBatch,
  playersOf,
  type StepGraph,
  withBatch,
} from '../../gan/index.ts';
import { layersOfTheBatch } from '../../nn/index.ts';
import type { RunConfig } from '../config/config.ts';

const misfit = (message: string, fix: string) =>
  new DuelError('usage', 'config/microbatch', message, { where: 'microbatch', fix });

/** The game that one part of a batch plays, and how many parts there are. */
function inParts(config: Pick<RunConfig, 'game' | 'microbatch'>): { game: GameSpec; parts: number } {
  const { game, microbatch } = config;
  const [batch, ...others] = Object.values(batchesOf(game)) as [number, ...number[]];
  if (microbatch === undefined || microbatch === batch) return { game, parts: 1 };
  const parts = batch / microbatch;
  const part = withBatch(game, microbatch);
  const [, ...ofPart] = Object.values(batchesOf(part));
  if (!Number.isInteger(parts) || others.some((n, i) => ofPart[i]! * parts !== n)) {
    const divides = (n: number) => batch % n === 0 && others.every((other) => (other * n) % batch === 0);
    // a list to choose from: of a batch of millions the smaller parts would be too many
    const sizes = Array.from({ length: Math.min(batch, 4096) }, (_, i) => batch / (Math.min(batch, 4096) - i)).filter(
      (n) => Number.isInteger(n) && divides(n),
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
  config: Pick<RunConfig, 'game' | 'microbatch' | 'gradientNorms'>,
  data: DataShape,
): StepGraph | undefined {
  const { game, parts } = inParts(config);
  const played = gameOf(game);
  return played && buildStep(played, data, parts, config);
}

/** What differs from the whole batch where it is cut into parts. */
export function microbatchWarnings(config: Pick<RunConfig, 'game' | 'microbatch'>): string[] {
  if (inParts(config).parts === 1) return [];
  const layers = Object.values(playersOf(config.game)).flatMap(({ network }) => layersOfTheBatch(network));
  const warning = (found: readonly string[], what: string) =>
    found.length === 0
      ? []
      : [`${found.join(', ')}: ${what} of each part of ${config.microbatch}, not of the whole batch`];
  return [
    ...warning([...new Set(layers)], 'the statistics are those'),
    ...warning(ofTheBatch(config.game), 'what is computed is that'),
  ];
}

import { discriminatorMoves } from '../adversarial/discriminatorMoves.ts';
import { ganContext } from '../adversarial/ganContext.ts';
import { partsOf, usedBy } from '../adversarial/ganParts.ts';
import { type GanCore, type GanSpec, ganSchema, resizeGan } from '../adversarial/ganSpec.ts';
import { generatorMove } from '../adversarial/generatorMove.ts';
import { reportOf } from '../adversarial/judged.ts';
import { togetherWarnings } from '../adversarial/judgedInParts.ts';
import { ganWarnings } from '../checks/ganWarnings.ts';
import { labelInput, toldBy } from '../conditioning/index.ts';
import type { Game, Move } from '../game.ts';
import { adversarialLoss } from '../losses/index.ts';
import { penaltyTypes } from '../penalties/index.ts';
import { type Techniques, techniques } from '../techniques/registry.ts';
import { judgesBy } from './judgesBy.ts';
import { defineGame, makesImages, type Role } from './kind.ts';

/** The players and moves of a GAN; `known` are the techniques that it may use. */
export function ganGame(spec: GanCore, known: Techniques = techniques): Game {
  const context = ganContext(spec, known);
  const rounds = Array.from({ length: spec.discriminatorSteps }, (_, k) => k);
  const moves: readonly Move[] = [...rounds.flatMap((k) => discriminatorMoves(context, k)), generatorMove(context)];
  return {
    players: { generator: spec.generator, discriminator: spec.discriminator },
    moves: context.techniques.reduce((made, technique) => technique.moves?.(made) ?? made, moves),
    batch: spec.batch.generator,
    report: (metrics) => reportOf(metrics, context.loss.scale),
  };
}

function generatorRole({ conditioning }: GanSpec): Role {
  const told = toldBy(conditioning);
  return { ...makesImages, ...(told && { told }) };
}

/** A GAN of one generator and one discriminator. */
export const ganKind = defineGame({
  schema: ganSchema,
  players: ({ generator, discriminator }) => ({ generator, discriminator }),
  game: ganGame,
  stages: (spec, steps) => {
    const found = [...usedBy(spec)].find(([, { stages }]) => stages);
    if (!found) return undefined;
    const [name, technique] = found;
    const { [name as never]: _, ...whole } = spec;
    return technique.stages!(spec, steps).map(({ changes, ...stage }) => ({
      ...stage,
      game: ganSchema.parse({ ...whole, ...changes }),
    }));
  },
  role: (spec, player) => (player === 'generator' ? generatorRole(spec) : judgesBy(spec.loss)),
  makers: () => ['generator'],
  classCount: ({ conditioning, generator }) => conditioning && generator.network.inputs[labelInput]?.[0],
  batches: ({ batch }) => ({ generator: batch.generator, discriminator: batch.discriminator }),
  withBatch: resizeGan,
  draws: ({ batch, discriminatorSteps }) => batch.discriminator * discriminatorSteps,
  warnings: (spec) => {
    const used = usedBy(spec);
    return [...ganWarnings(spec, partsOf(spec, used), [...used.values()]), ...togetherWarnings(spec, used)];
  },
  ofTheBatch: (spec) => {
    const loss = adversarialLoss(spec.loss);
    return [
      ...(loss.sees === 'both' && !loss.paired ? [spec.loss.type] : []),
      ...[...usedBy(spec)].flatMap(([name, technique]) => (technique.ofTheBatch ? [name] : [])),
      ...spec.penalties.map(({ type }) => type).filter((type) => penaltyTypes.get(type)!.ofBatch),
    ];
  },
});

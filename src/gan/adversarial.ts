import { add, mul, type Tensor } from '../tensor/index.ts';
import { discriminatorMoves } from './discriminatorMoves.ts';
import type { Game } from './game.ts';
import type { GanSpec } from './ganSpec.ts';
import { ganTable } from './ganTable.ts';
import { generatorMove } from './generatorMove.ts';

type Metrics = Readonly<Record<string, Tensor>>;

/** The players and moves of a GAN. */
export function ganGame(spec: GanSpec): Game {
  const table = ganTable(spec);
  const rounds = Array.from({ length: spec.discriminatorSteps }, (_, k) => k);
  return {
    players: { generator: spec.generator, discriminator: spec.discriminator },
    moves: [...rounds.flatMap((k) => discriminatorMoves(table, k)), generatorMove(table)],
    batch: spec.batch.generator,
    report: (metrics) => report(metrics, table.loss.scale),
  };
}

/** D's loss as a whole, P(real), accuracies and scores where the loss has them, then what else was reported. */
function report(metrics: Metrics, scale: number): Record<string, Tensor> {
  const { lossReal, lossFake, gLoss, dReal, dFake, accuracyReal, accuracyFake, scoreReal, scoreFake, ...rest } =
    metrics;
  return {
    dLoss: mul(add(lossReal!, lossFake!), scale),
    gLoss: gLoss!,
    ...(dReal && dFake && { dReal, dFake }),
    ...(accuracyReal &&
      accuracyFake && {
        dAccuracy: mul(add(accuracyReal, accuracyFake), 0.5),
        dAccuracyReal: accuracyReal,
        dAccuracyFake: accuracyFake,
      }),
    ...(scoreReal && scoreFake && { scoreReal, scoreFake }),
    ...rest,
  };
}

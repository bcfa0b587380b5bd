import type { GanCore } from '../adversarial/ganSpec.ts';
import { amountsOfConditioning, checkConditioning } from '../conditioning/registry.ts';
import type { Player } from '../game.ts';
import { checkLoss, checkScores } from '../losses/checks.ts';
import { amountsOfPenalties, checkPenalties } from '../penalties/registry.ts';
import type { Technique } from '../techniques/technique.ts';
import { amountsOfPlayers, checkAmounts } from './amountChecks.ts';
import type { GanParts } from './parts.ts';
import { refuse } from './refuse.ts';

/** Throws where parts of a GAN do not go together, saying why. */
export function checkGan(spec: GanCore, parts: GanParts, techniques: readonly Technique[]): void {
  const { generator, discriminator, conditioning, penalties } = spec;
  checkLoss(parts);
  for (const [name, player] of Object.entries({ generator, discriminator })) checkRows(player, name);
  if (conditioning) checkConditioning(conditioning, parts);
  checkScores(parts);
  for (const technique of techniques) technique.check?.(parts);
  checkPenalties(penalties, parts);
  checkAmounts({
    ...amountsOfPlayers({ generator, discriminator }),
    ...Object.assign({}, ...techniques.map(({ amounts }) => amounts)),
    ...amountsOfPenalties(penalties),
    ...(conditioning && amountsOfConditioning(conditioning)),
  });
}

/** A network gives as many rows as it takes: a reference batch that stays would be taken for examples. */
function checkRows({ network: { layers } }: Player, name: string): void {
  const rowsOf = (wanted: string) =>
    layers.reduce((rows, { type, size }) => (type === wanted ? rows + Number(size) : rows), 0);
  const [put, taken] = [rowsOf('withReference'), rowsOf('withoutReference')];
  if (put !== taken)
    refuse(
      'reference-rows',
      `the ${name} puts a reference batch of ${put} rows before its examples, and takes ${taken} off again`,
      `${name}.network`,
      put > 0 ? `end it with withoutReference(${put})` : 'begin it with withReference',
    );
}

import { scheduleEnds } from '../../nn/index.ts';
import type { Player } from '../game.ts';
import type { Amounts } from './parts.ts';
import { refuse } from './refuse.ts';

/** Throws where a weight, a rate or a deviation falls below 0, where it means nothing. */
export function checkAmounts(amounts: Amounts): void {
  for (const [where, amount] of Object.entries(amounts))
    if (amount !== undefined && Math.min(...scheduleEnds(amount)) < 0)
      refuse(
        'negative',
        `${where} falls below 0, and would work against what it is for`,
        where,
        'give a number from 0 on, or a schedule that stays there',
      );
}

/** Of the settings of players, the numbers that mean nothing below 0. */
export const amountsOfPlayers = (players: Readonly<Record<string, Player>>): Amounts =>
  Object.fromEntries(
    Object.entries(players).flatMap(([name, { optimizer, ema }]) => [
      [`${name}.optimizer.learningRate`, optimizer.learningRate],
      [`${name}.ema.steps`, typeof ema === 'object' ? ema.steps : undefined],
    ]),
  );

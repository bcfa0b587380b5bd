import type { Player } from '../game.ts';

/** Something in a configuration that works against itself, and why. */
export interface Warning {
  readonly message: string;
  readonly why: string;
}

/** Whether a warning applies, and its words. */
export type WarningRow = readonly [applies: boolean, message: string, why: string];

/** Whether a player has a layer of one of these types. */
export const hasLayer = ({ network }: Player, ...types: string[]): boolean =>
  network.layers.some(({ type }) => types.includes(type));

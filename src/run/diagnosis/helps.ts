import type { Evidence } from './evidence.ts';

// What of a run decides whether a remedy would change anything.

/** Whether no such penalty is there yet. */
export function without(...types: readonly string[]) {
  return ({ config }: Evidence): boolean => {
    const { penalties = [] } = config.game as { penalties?: readonly { type: string }[] };
    return !penalties.some(({ type }) => types.includes(type));
  };
}

/** Whether D is shown examples as they are. */
export const isPlain = ({ config: { game } }: Evidence): boolean => !('augment' in game) || game.augment === undefined;

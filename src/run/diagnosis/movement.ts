import { initialState, playersOf, type State } from '../../gan/index.ts';
import { describe } from '../../nn/index.ts';
import type { StageConfig } from '../config/stages.ts';
import { readStepDescription } from '../directory/graphs.ts';
import { initOf } from '../training/init.ts';

/** What has become of a player's weights since the training began. */
export interface Movement {
  /** How far they have moved, by their length at the beginning. */
  readonly moved: number;
  /** Root mean square of the gradient, as its optimizer remembers it; undefined where it remembers none. */
  readonly gradient: number | undefined;
}

/** How far a player's weights are from where they began, in the run's only stage. */
export function movementOf(directory: string, config: StageConfig, state: State, player: string): Movement | undefined {
  if (config.stage.of > 1) return undefined;
  const description = readStepDescription(directory, config);
  const first = initialState(description, config.seed, initOf(directory)?.state);
  const { variables } = describe(playersOf(config.game)[player]!.network);
  const names = variables.filter(({ trainable }) => trainable).map(({ name }) => `${player}/${name}`);
  let [moved, length] = [0, 0];
  for (const name of names) {
    const [now, then] = [state[name]?.data, first[name]?.data];
    if (!now || then?.length !== now.length) return undefined;
    for (let i = 0; i < now.length; i++) {
      moved += (now[i]! - then[i]!) ** 2;
      length += then[i]! ** 2;
    }
  }
  if (length === 0) return undefined;
  return { moved: Math.sqrt(moved / length), gradient: gradientOf(config, state, player) };
}

/** Of Adam's mean squares. */
function gradientOf(config: StageConfig, state: State, player: string): number | undefined {
  const optimizer = playersOf(config.game)[player]!.optimizer as { readonly type: string; readonly beta2?: unknown };
  const weights = state[`${player}.adam.d2`]?.data[0];
  const sums = Object.entries(state).filter(([name]) => name.startsWith(`${player}/`) && name.endsWith('.vSum'));
  if (!optimizer.type.startsWith('adam') || weights === undefined || sums.length === 0) return undefined;
  let [total, count] = [0, 0];
  for (const [, { data }] of sums) {
    for (const v of data) total += v;
    count += data.length;
  }
  return Math.sqrt(total / count / weights);
}

import { join } from 'node:path';
import type { DataContext } from '../../data/index.ts';
import { makersOf, playersOf, type State, translatorsOf } from '../../gan/index.ts';
import { openDevice } from '../../runtime/node/worker.ts';
import { type RunConfig, readConfig } from '../config/config.ts';
import { stageAt } from '../config/stages.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { besideRun } from '../evaluation/means.ts';
import { withOpen } from './keeping.ts';
import { Monitor } from './monitor.ts';
import { dataContextOf } from './options.ts';

/** Whether a run's pictures are of averaged weights. */
export function drawsAverages({ game }: Pick<RunConfig, 'game'>): boolean {
  const drawn = [...makersOf(game), ...translatorsOf(game).map(({ player }) => player)];
  return drawn.some((player) => playersOf(game)[player]?.ema !== undefined);
}

/**
 * The monitor's picture of a checkpoint, drawn from the weights as trained where the run's own is of their average: of the
 * same latents or examples. Undefined where its game shows nothing.
 *
 * @throws DuelError where there is no such checkpoint, and of the data where they are not there
 */
export const drawAsTrained = (
  directory: string,
  step: number,
  options: { readonly dataContext?: DataContext | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<Uint8Array | undefined> =>
  withOpen(async (keep) => {
    const { tensors } = new Checkpoints(join(directory, 'checkpoints')).load(step);
    const config = stageAt(readConfig(directory), step);
    const sources = await besideRun(config, dataContextOf(options), keep).open();
    const monitor = keep(await Monitor.open(directory, config, sources, keep(await openDevice('cpu'))));
    return monitor.picture(tensors as unknown as State, { raw: true });
  });

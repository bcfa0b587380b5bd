import { readMetrics } from 'duel-gan';
import { listFolder, readBytes } from 'duel-gan/page';
import { type Losses, withPoint } from '../shell/losses.ts';
import type { News, Picture, RunCard, RunView } from './messages.ts';
import { runsNow } from './shelf.ts';

/** A picture of a run, from its files. */
export function pictureAt(path: string): Blob | undefined {
  const bytes = readBytes(path);
  return bytes && new Blob([bytes], { type: 'image/png' });
}

/** A run as its files have it. */
export function viewOf(path: string): RunView {
  const id = path.split('/').at(-1)!;
  const run: RunCard = runsNow().find((one) => one.id === id) ?? { id, status: 'broken', step: 0, steps: 0 };
  const pictures = listFolder(`${path}/samples`).flatMap((name): Picture[] => {
    const step = /^(\d+)\.png$/.exec(name)?.[1];
    const picture = pictureAt(`${path}/samples/${name}`);
    return step !== undefined && picture ? [{ step: Number(step), picture }] : [];
  });
  return { run, pictures, reals: pictureAt(`${path}/reals.png`), losses: lossesOf(path) };
}

function lossesOf(path: string): Losses[] {
  let losses: Losses[] = [];
  if (!readBytes(`${path}/metrics.jsonl`)?.length) return losses;
  for (const { step, metrics } of readMetrics(path)) losses = withPoint(losses, pointOf(step, metrics));
  return losses;
}

/** Both losses of a step; what was not finite is no point. */
export function pointOf(step: number, { dLoss, gLoss }: Readonly<Record<string, number | null>>): Losses {
  return { done: step, d: dLoss ?? undefined, g: gLoss ?? undefined };
}

/** Shows a run that nobody trains, with its generator. */
export async function look(path: string, say: (news: News) => void): Promise<void> {
  const view = viewOf(path);
  say({ type: 'view', view });
  const { tellNetwork } = await import('./network.ts');
  if (listFolder(`${path}/checkpoints`).some((name) => name.endsWith('.safetensors'))) await tellNetwork(path, say);
}

import { join } from 'node:path';
import { Hono } from 'hono';
import { DuelError } from '../errors.ts';
import { checkpointName } from '../run/directory/checkpoints.ts';
import { drawAsTrained } from '../run/training/redraw.ts';
import { type RunsFolder, signatureOf } from './runs.ts';

/** Pictures that are kept: a page goes back and forth among them. */
const mostKept = 32;

/**
 * The monitor's pictures by the weights as trained, where a run's own are of averages: drawn when they are asked for, of the
 * checkpoints that are there.
 */
export function trainedRoutes(runs: RunsFolder): Hono {
  const app = new Hono();
  const kept = new Map<string, Uint8Array>();
  // one at a time: each has networks and data open
  let last: Promise<unknown> = Promise.resolve();
  app.get('/runs/:id/trained/:step{[0-9]{1,9}}', async (c) => {
    const directory = runs.find(c.req.param('id'));
    const step = Number(c.req.param('step'));
    const { signal } = c.req.raw;
    const work = last.then(async () => {
      // a run that goes back writes a step's checkpoint anew
      const key = JSON.stringify([
        directory,
        step,
        signatureOf(directory, [join('checkpoints', checkpointName(step))]),
      ]);
      const picture = kept.get(key) ?? (await drawn(directory, step, signal));
      kept.delete(key);
      kept.set(key, picture);
      for (const oldest of [...kept.keys()].slice(0, -mostKept)) kept.delete(oldest);
      return picture;
    });
    last = work.catch(() => {});
    c.header('cache-control', 'no-cache');
    return c.body(new Uint8Array(await work), 200, { 'content-type': 'image/png' });
  });
  return app;
}

async function drawn(directory: string, step: number, signal: AbortSignal): Promise<Uint8Array> {
  signal.throwIfAborted();
  const picture = await drawAsTrained(directory, step, { signal });
  if (picture) return picture;
  throw new DuelError('usage', 'studio/no-picture', 'this run makes nothing that can be shown', { where: directory });
}

import { Buffer } from 'node:buffer';
import { Hono } from 'hono';
import { z } from 'zod';
import { directionSchema, dropDirection, keepDirection, readDirections } from '../run/directory/directions.ts';
import { nearestExamples } from '../run/evaluation/nearestExamples.ts';
import type { Nearest } from './api.ts';
import { bodyOf } from './body.ts';
import type { RunsFolder } from './runs.ts';

const keyBody = directionSchema.omit({ vector: true });

const numbers = z.array(z.number()).min(1).max(4096);
const sampleBody = z.strictObject({
  net: z.string().max(80),
  step: z.int().min(0).max(1e9),
  raw: z.boolean(),
  latent: numbers,
  told: numbers.optional(),
  noise: z.int().min(0).optional(),
});
/** Data are read through, which may take a while. */
const patience = 120_000;

/** Where a sample lies among what was learned from; and what is kept of exploring a run: directions of its latents that a person has named. */
export function exploreRoutes(runs: RunsFolder): Hono {
  const app = new Hono();
  app.get('/runs/:id/directions', (c) => c.json(readDirections(runs.find(c.req.param('id')))));
  app.post('/runs/:id/directions', async (c) => {
    const direction = await bodyOf(c.req, directionSchema);
    const directory = runs.find(c.req.param('id'));
    keepDirection(directory, direction);
    return c.json(readDirections(directory));
  });
  app.post('/runs/:id/directions/drop', async (c) => {
    const gone = await bodyOf(c.req, keyBody);
    const directory = runs.find(c.req.param('id'));
    dropDirection(directory, gone);
    return c.json(readDirections(directory));
  });
  // one at a time: each reads all data
  let last: Promise<unknown> = Promise.resolve();
  app.post('/runs/:id/nearest', async (c) => {
    const { net, step, raw, latent, told, noise } = await bodyOf(c.req, sampleBody);
    const directory = runs.find(c.req.param('id'));
    const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(patience)]);
    const work = last.then(() => {
      signal.throwIfAborted();
      return nearestExamples(directory, {
        net,
        checkpoint: step,
        raw,
        latent: { name: '', latent, told, noise },
        signal,
      });
    });
    last = work.catch(() => {});
    const { examples, ...how } = await work;
    const shown = examples.map(({ distance, picture }) => ({
      distance,
      picture: `data:image/png;base64,${Buffer.from(picture).toString('base64')}`,
    }));
    return c.json({ ...how, examples: shown } satisfies Nearest);
  });
  return app;
}

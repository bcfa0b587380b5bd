import { Hono } from 'hono';
import { z } from 'zod';
import { bodyOf, nothing } from './body.ts';
import { ask } from './processes.ts';
import type { RunsFolder } from './runs.ts';

const measureBody = z.strictObject({ raw: z.boolean() });

/**
 * Measures a run's newest checkpoint by the metrics that suit it, as `duel eval RUN` does, and looks the run over as
 * `duel doctor RUN` does; what comes of it is kept in the run.
 */
export function measureRoutes(runs: RunsFolder): Hono {
  const app = new Hono();
  app.post('/runs/:id/measure', async (c) => {
    const directory = runs.find(c.req.param('id'));
    const { raw } = await bodyOf(c.req, measureBody);
    // it ends where nobody waits for it any more
    await ask(['eval', directory, ...(raw ? ['--raw'] : [])], c.req.raw.signal);
    return c.json({});
  });
  app.post('/runs/:id/doctor', async (c) => {
    const directory = runs.find(c.req.param('id'));
    await bodyOf(c.req, nothing);
    await ask(['doctor', directory], c.req.raw.signal);
    return c.json({});
  });
  return app;
}

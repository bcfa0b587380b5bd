import { type Context, Hono } from 'hono';
import { DuelError } from '../errors.ts';
import type { Begun, StartRefusal } from './api.ts';
import { bodyOf } from './body.ts';
import { refused } from './refusal.ts';
import type { StartRequest } from './request.ts';
import type { RunsFolder } from './runs.ts';
import { BrokenData, check, checkBody, choices, fieldAt, goOn, goOnBody, outWords, start, startBody } from './start.ts';

/** What begins trainings, and lets runs go on. */
export function startRoutes(runs: RunsFolder): Hono {
  const app = new Hono();
  app.get('/start', (c) => c.json({ ...choices(), out: outWords(runs) }));
  app.post('/start/check', async (c) => {
    const { request, data } = await bodyOf(c.req, checkBody);
    return orField(c, request, () => check(request, data, c.req.raw.signal));
  });
  app.post('/start', async (c) => {
    const request = await bodyOf(c.req, startBody);
    return orField(c, request, async () => ({ id: await start(request, runs) }) satisfies Begun);
  });
  app.post('/runs/:id/train', async (c) => {
    const { steps } = await bodyOf(c.req, goOnBody);
    return c.json({ id: await goOn(c.req.param('id'), steps, runs) } satisfies Begun);
  });
  return app;
}

/** What comes of a request, or what is wrong with it beside its field. */
async function orField(c: Context, request: StartRequest, work: () => Promise<object>) {
  try {
    return c.json(await work());
  } catch (cause) {
    if (!(cause instanceof DuelError)) throw cause;
    const data = cause instanceof BrokenData ? cause.found : undefined;
    return c.json({ ...refused(cause), field: fieldAt(cause, request), data } satisfies StartRefusal, 422);
  }
}

import { extname } from 'node:path';
import { Hono, type HonoRequest } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { DuelError } from '../errors.ts';
import { readWhole } from '../files/reading.ts';
import { dial, listDials, type Told, tell, told } from '../library/steering.ts';
import type { Refusal } from './api.ts';
import { bodyOf } from './body.ts';
import { dataRoutes } from './dataRoutes.ts';
import { exploreRoutes } from './exploreRoutes.ts';
import { Follower } from './follow.ts';
import { type Guard, guarded } from './guard.ts';
import { keepRoutes } from './keep.ts';
import { measureRoutes } from './measure.ts';
import { Networks, type NetworkWish } from './network.ts';
import { refused } from './refusal.ts';
import type { RunsFolder } from './runs.ts';
import { startRoutes } from './startRoutes.ts';
import { trainedRoutes } from './trained.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.gz': 'application/gzip',
};
/**
 * All that the page needs comes from here, and nobody else may show it in a frame. Networks run in a worker that the page
 * makes of its own script.
 */
const policy =
  "default-src 'self'; script-src 'self' blob: 'wasm-unsafe-eval'; worker-src blob:; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const headers: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** What is said of something that is not there. */
const absent = ['studio/no-run', 'studio/no-picture', 'studio/no-network'];
const tellBody = z.strictObject({ what: z.enum(told as [Told, ...Told[]]) });
const dialBody = z.strictObject({ path: z.string().max(500), value: z.number() });
/** A step of a large network takes a while, and orders are heard between two. */
const patience = 60_000;
/** A comment now and then keeps the connection from being taken for dead. */
const aliveEvery = 15_000;

/** What answers requests, until it is closed. */
export interface StudioApp {
  readonly fetch: Hono['fetch'];
  close(): void;
}

/**
 * The studio's server: what `runs` holds as JSON and pictures, what changes as events, commands by POST, and the page.
 *
 * @param page the page's files by their paths
 */
export function studioApp(runs: RunsFolder, page: ReadonlyMap<string, string>, guard: () => Guard): StudioApp {
  const app = new Hono();
  const follower = new Follower(runs);
  const networks = new Networks();

  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  });
  app.use(guarded(guard));
  app.use(
    bodyLimit({ maxSize: 2 ** 16, onError: (c) => c.json({ error: 'that is too long' } satisfies Refusal, 413) }),
  );

  app.get('/api/studio', (c) => c.json({ folder: runs.path, commands: guard().token !== undefined }));
  app.get('/api/runs', (c) => c.json(follower.cards()));
  app.get('/api/runs/:id', (c) => {
    const id = c.req.param('id');
    const mark = `"${runs.markOf(id)}"`;
    c.header('etag', mark);
    c.header('cache-control', 'no-cache');
    return c.req.header('if-none-match') === mark ? c.body(null, 304) : c.json(runs.details(id));
  });
  app.get('/api/runs/:id/curves', (c) => {
    const [from, every] = [c.req.query('from'), whole(c.req.query('every') ?? '1')];
    return c.json(runs.curves(c.req.param('id'), from === undefined ? undefined : { from: whole(from), every }));
  });
  app.get('/api/runs/:id/dials', (c) => c.json(listDials(runs.find(c.req.param('id')))));
  app.get('/api/runs/:id/pictures/:which', async (c) => {
    const which = c.req.param('which');
    const bytes = await runs.picture(c.req.param('id'), which === 'reals' ? which : whole(which));
    // a run that goes back draws a step anew: the page asks by another address then
    c.header('cache-control', c.req.query('v') === undefined ? 'no-cache' : 'private, max-age=31536000, immutable');
    return c.body(new Uint8Array(bytes), 200, { 'content-type': 'image/png' });
  });
  app.get('/api/runs/:id/networks/:net', (c) => {
    const bytes = networks.of(runs.find(c.req.param('id')), wishOf(c.req));
    return c.body(new Uint8Array(bytes), 200, { 'content-type': 'application/octet-stream' });
  });
  app.get('/api/runs/:id/projectors/:net', (c) => {
    const bytes = networks.projectorOf(runs.find(c.req.param('id')), wishOf(c.req));
    return c.body(new Uint8Array(bytes), 200, { 'content-type': 'application/octet-stream' });
  });
  app.get('/api/events', (c) =>
    streamSSE(c, async (stream) => {
      const lastId = c.req.header('last-event-id');
      const end = follower.listen(({ id, message }) => {
        void stream.writeSSE({ id, data: JSON.stringify(message) });
      }, lastId);
      stream.onAbort(end);
      while (!stream.aborted) {
        await stream.sleep(aliveEvery);
        await stream.write(': \n\n');
      }
    }),
  );

  app.post('/api/runs/:id/tell', async (c) => {
    const { what } = await bodyOf(c.req, tellBody);
    await tell(runs.find(c.req.param('id')), what, { signal: AbortSignal.timeout(patience) });
    return c.json({});
  });
  app.post('/api/runs/:id/dial', async (c) => {
    const { path, value } = await bodyOf(c.req, dialBody);
    const signal = AbortSignal.timeout(patience);
    return c.json(await dial(runs.find(c.req.param('id')), [`${path}=${value}`], { signal }));
  });

  app.route('/api', startRoutes(runs));
  app.route('/api', keepRoutes(runs));
  app.route('/api', measureRoutes(runs));
  app.route('/api', exploreRoutes(runs));
  app.route('/api', trainedRoutes(runs));
  const data = dataRoutes(runs);
  app.route('/api', data.app);

  app.get('*', async (c) => {
    const path = c.req.path === '/' ? '/index.html' : c.req.path;
    const file = page.get(path);
    if (file === undefined) return c.json({ error: 'there is nothing' } satisfies Refusal, 404);
    const isNamedByContent = path.startsWith('/assets/');
    c.header('cache-control', isNamedByContent ? 'private, max-age=31536000, immutable' : 'no-cache');
    return c.body(new Uint8Array(await readWhole(file, 'data')), 200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
    });
  });

  app.onError((cause, c) => {
    if (cause instanceof DuelError) {
      const status = absent.includes(cause.code) ? 404 : 422;
      const { error, fix } = refused(cause);
      return c.json({ error, fix } satisfies Refusal, status);
    }
    if (cause.name === 'TimeoutError')
      return c.json({ error: 'the training has not answered within a minute' } satisfies Refusal, 504);
    return c.json({ error: 'the studio failed at this' } satisfies Refusal, 500);
  });
  return { fetch: app.fetch, close: data.close };
}

const wishOf = (request: HonoRequest<'/api/runs/:id/networks/:net'>): NetworkWish => ({
  net: request.param('net'),
  step: whole(request.query('step') ?? ''),
  raw: request.query('raw') === '1',
});

function whole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new DuelError('usage', 'studio/number', 'that is no step');
}

import { Hono } from 'hono';
import { z } from 'zod';
import { deletedRuns, deleteRun, emptyDeleted, restoreRun } from '../run/directory/deleted.ts';
import { tagsSchema, writeTags } from '../run/directory/tags.ts';
import { bodyOf, nothing } from './body.ts';
import type { RunsFolder } from './runs.ts';

const tagsBody = z.strictObject({ tags: tagsSchema });

/** What keeps runs in order: tags, and deleting with a way back. */
export function keepRoutes(runs: RunsFolder): Hono {
  const app = new Hono();
  app.post('/runs/:id/tags', async (c) => {
    const { tags } = await bodyOf(c.req, tagsBody);
    writeTags(runs.find(c.req.param('id')), tags);
    return c.json({});
  });
  app.post('/runs/:id/delete', async (c) => {
    await bodyOf(c.req, nothing);
    deleteRun(runs.find(c.req.param('id')));
    return c.json({});
  });
  app.get('/deleted', (c) => c.json(deletedRuns(runs.path)));
  app.post('/deleted/:id/restore', async (c) => {
    await bodyOf(c.req, nothing);
    restoreRun(runs.path, c.req.param('id'));
    return c.json({});
  });
  app.post('/deleted/empty', async (c) => {
    await bodyOf(c.req, nothing);
    return c.json(emptyDeleted(runs.path));
  });
  return app;
}

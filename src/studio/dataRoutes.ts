import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { z } from 'zod';
import { DuelError } from '../errors.ts';
import { dataQuerySchema } from '../run/dataView/query.ts';
import type { DataLine, DataProgressLine } from './api.ts';
import { bodyOf } from './body.ts';
import type { Looked } from './dataMessages.ts';
import { Looking } from './looking.ts';
import { refused } from './refusal.ts';
import { optionWords, type StartRequest } from './request.ts';
import type { RunsFolder } from './runs.ts';
import { fieldAt, placed, startBody, startWord } from './start.ts';

/** What `POST /api/data` takes: data as a training is begun with them, with or without the training; or those of a run. */
const dataBody = z.strictObject({
  request: z.union([z.strictObject({ run: z.string().max(200) }), startBody.extend({ what: startWord })]),
  query: dataQuerySchema,
});

/** Shows data before a training; `close` ends what is being looked at. */
export function dataRoutes(runs: RunsFolder): { readonly app: Hono; close(): void } {
  const app = new Hono();
  const looking = new Looking();
  app.post('/data', async (c) => {
    const { request, query } = await bodyOf(c.req, dataBody);
    const run = 'run' in request ? { run: runs.find(request.run), words: [] } : undefined;
    c.header('content-type', 'application/x-ndjson');
    return stream(c, async (out) => {
      const stopping = new AbortController();
      out.onAbort(() => stopping.abort());
      const say = (line: DataLine) => out.write(`${JSON.stringify(line)}\n`);
      try {
        const looked = run ?? lookedAt(request as StartRequest);
        const onProgress = (progress: DataProgressLine) => void say({ progress });
        await say({ answer: await looking.ask(looked, query, { signal: stopping.signal, onProgress }) });
      } catch (cause) {
        if (!stopping.signal.aborted) await say({ refusal: refusalOf(cause, request) });
      }
    });
  });
  return { app, close: () => looking.close() };
}

function lookedAt(request: StartRequest): Looked {
  const { what, options, set } = request.what === '' ? placed(request, false) : placed(request);
  const words = [...optionWords({ options }), ...set.map((setting) => `--set=${setting}`)];
  return { ...(what !== '' && { what }), words };
}

function refusalOf(cause: unknown, request: StartRequest | { readonly run: string }): NonNullable<DataLine['refusal']> {
  if (!(cause instanceof DuelError)) return { error: 'the studio failed at this' };
  return { ...refused(cause), ...('options' in request && { field: fieldAt(cause, request) }) };
}

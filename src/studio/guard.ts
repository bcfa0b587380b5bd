import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { type Refusal, tokenHeader } from './api.ts';

/** Who may ask what. */
export interface Guard {
  /** Names by which this server may be called, with the port: `127.0.0.1:4180`. */
  readonly hosts: readonly string[];
  /** What commands must bring; undefined: nobody may command. */
  readonly token: string | undefined;
}

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/**
 * Lets through what comes from the studio's own page. A page of somebody else's reaches this machine too, by its address or
 * by a name of its own that leads here: it is told by its Host, its Origin, and by the token that it cannot have.
 */
export const guarded = (guard: () => Guard): MiddlewareHandler => {
  return async (c, next) => {
    const { hosts, token } = guard();
    const refuse = (status: 403 | 405, error: string, fix?: string) => c.json({ error, fix } satisfies Refusal, status);
    if (!hosts.includes(c.req.header('host') ?? '')) return refuse(403, 'this name is not that of the studio');
    const origin = c.req.header('origin');
    if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`))
      return refuse(403, 'another page may not ask this');
    const site = c.req.header('sec-fetch-site');
    if (site !== undefined && site !== 'same-origin' && site !== 'none')
      return refuse(403, 'another page may not ask this');
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    if (c.req.method !== 'POST') return refuse(405, 'the studio is read, or told by POST');
    if (token === undefined)
      return refuse(403, 'this studio only shows', 'duel studio --commands lets whoever reaches it command');
    if (!same(c.req.header(tokenHeader) ?? '', token))
      return refuse(403, 'the token is missing or another', 'open the address that duel studio has printed');
    return next();
  };
};

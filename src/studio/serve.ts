import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { DuelError } from '../errors.ts';
import { studioApp } from './app.ts';
import type { Guard } from './guard.ts';
import { elementFiles } from './network.ts';
import { RunsFolder } from './runs.ts';

export interface StudioOptions {
  /** Folder of runs. */
  readonly runs: string;
  /** Where it listens. Default 127.0.0.1: this machine alone. */
  readonly host?: string | undefined;
  /** 0: any that is free. */
  readonly port: number;
  /** Whether who reaches it may command trainings. Default: where it listens to this machine alone. */
  readonly commands?: boolean | undefined;
  /** Folder of the built page. */
  readonly page?: string | undefined;
}

export interface Studio {
  /** Where it is, without the token. */
  readonly url: string;
  /** What commands need; undefined where nobody may command. */
  readonly token: string | undefined;
  close(): Promise<void>;
}

const loopback = ['127.0.0.1', 'localhost', '[::1]'];
/**
 * Connections that say nothing, or say it slowly, are ended; later than a browser gives up those that it has opened in
 * advance (Chromium after 10 s), which it would else take up as they are ended.
 */
const limits = {
  headersTimeout: 12_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
};

/**
 * Serves the studio.
 *
 * @throws DuelError `studio/port` where it cannot listen there, `studio/not-built` where there is no page
 */
export async function serveStudio({ runs, host = '127.0.0.1', port, commands, page }: StudioOptions): Promise<Studio> {
  const isHere = loopback.includes(host);
  const token = (commands ?? isHere) ? randomBytes(24).toString('base64url') : undefined;
  let guard: Guard = { hosts: [], token };
  const app = studioApp(new RunsFolder(runs), new Map([...pageFiles(page), ...elementFiles()]), () => guard);
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions: limits }) as Server;
  await new Promise<void>((done, fail) => {
    server.once('error', (cause: NodeJS.ErrnoException) => fail(notThere(host, port, cause)));
    server.listen(port, host, done);
  });
  const address = server.address();
  const at = typeof address === 'object' && address ? address.port : port;
  guard = { hosts: namesOf(host).map((name) => `${name}:${at}`), token };
  return {
    url: `http://${host}:${at}/`,
    token,
    close: () =>
      new Promise((done) => {
        app.close();
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** The names that a server has which listens at an address: of all addresses those of this machine. */
function namesOf(host: string): string[] {
  const isEvery = host === '0.0.0.0' || host === '::';
  const all = Object.values(networkInterfaces()).flatMap((of) => of ?? []);
  const own = all.map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address));
  return [...loopback, ...(isEvery ? [...own, hostname()] : [host])];
}

/** The page's files by the paths that they are asked for: no path leads anywhere else. */
function pageFiles(folder = fileURLToPath(new URL('../../dist-studio', import.meta.url))): Map<string, string> {
  if (!existsSync(join(folder, 'index.html')))
    throw new DuelError('usage', 'studio/not-built', 'the studio is not built here', {
      where: folder,
      fix: 'npm run site',
    });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((file) => [`/${relative(folder, file).split(sep).join('/')}`, file]),
  );
}

function notThere(host: string, port: number, cause: NodeJS.ErrnoException): DuelError {
  const why = cause.code === 'EADDRINUSE' ? 'another program listens there' : cause.message;
  return new DuelError('device', 'studio/port', `the studio cannot listen at ${host}:${port}: ${why}`, {
    where: `--host ${host} --port ${port}`,
    fix: 'take another port, or --port 0 for any that is free',
    cause,
  });
}

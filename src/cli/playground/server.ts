import { createServer, type ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { DuelError } from '../../errors.ts';
import { readWhole } from '../../files/reading.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
};

/** With these a page may share memory between threads; nothing of it is loaded from elsewhere. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
};

/** Folders by the paths that they are served at: `{ '': site, 'ort/': wasm }`. The longest path counts. */
export type Folders = Readonly<Record<string, string>>;

export interface Served {
  /** `http://127.0.0.1:PORT/`. */
  readonly url: string;
  /** Resolves once it is closed. */
  close(): Promise<void>;
}

/**
 * Serves folders on 127.0.0.1, to this machine alone.
 *
 * @param port 0: any that is free
 * @throws DuelError `playground/port` where the port is taken or not permitted
 */
export async function serveSite(folders: Folders, port: number): Promise<Served> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return void response.writeHead(405, { ...headers, Allow: 'GET, HEAD' }).end();
    void answer(folders, request.url ?? '/', request.method === 'HEAD', response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(taken(port, cause)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const at = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${at}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(folders: Folders, url: string, isHead: boolean, response: ServerResponse): Promise<void> {
  const file = fileOf(folders, url);
  const bytes = file === undefined ? undefined : await readWhole(file, 'data').catch(() => undefined);
  if (!bytes) return void response.writeHead(404, { ...headers, 'Content-Type': 'text/plain' }).end('not found\n');
  response.writeHead(200, {
    ...headers,
    'Content-Type': types[extname(file!)] ?? 'application/octet-stream',
    'Content-Length': bytes.length,
  });
  response.end(isHead ? undefined : bytes);
}

/** The file behind an address; undefined where it leads out of the folders. */
export function fileOf(folders: Folders, url: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url, 'http://127.0.0.1').pathname).slice(1);
  } catch {
    return undefined;
  }
  const prefix = Object.keys(folders)
    .filter((p) => path.startsWith(p))
    .sort((a, b) => b.length - a.length)[0];
  if (prefix === undefined || path.includes('\0')) return undefined;
  const folder = normalize(join(folders[prefix]!, sep));
  const named = join(folder, path.slice(prefix.length) || 'index.html');
  return named.startsWith(folder) ? named : undefined;
}

function taken(port: number, cause: NodeJS.ErrnoException): DuelError {
  const why = cause.code === 'EADDRINUSE' ? 'another program listens there' : cause.message;
  return new DuelError('device', 'playground/port', `port ${port} cannot be used: ${why}`, {
    where: `--port ${port}`,
    fix: 'take another port, or --port 0 for any that is free',
    cause,
  });
}

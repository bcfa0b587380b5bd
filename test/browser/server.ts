import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.onnx': 'application/octet-stream',
};

export interface StaticServer {
  /** Where it serves, with a slash at its end: `http://127.0.0.1:PORT/below/`. */
  readonly url: string;
  /** Paths that it was asked for, below its own, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * Serves folders as any static host would.
 *
 * @param folders what lies where: `{ '': 'site', 'wasm/': 'node_modules/…' }`
 * @param below the path that all of it lies below
 * @param isolated with the headers that let a page share memory between threads
 */
export async function serve(
  folders: Readonly<Record<string, string>>,
  { below = '', isolated = false }: { below?: string; isolated?: boolean } = {},
): Promise<StaticServer> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname).slice(1);
    asked.push(path.slice(below.length));
    const file = path.startsWith(below) ? fileOf(folders, path.slice(below.length)) : undefined;
    if (isolated) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    if (file === undefined) return response.writeHead(404).end();
    response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${below}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function fileOf(folders: Readonly<Record<string, string>>, path: string): string | undefined {
  // the longest prefix counts
  const prefix = Object.keys(folders)
    .filter((p) => path.startsWith(p))
    .sort((a, b) => b.length - a.length)[0];
  if (prefix === undefined) return undefined;
  const folder = normalize(folders[prefix]!);
  const named = join(folder, path.slice(prefix.length) || 'index.html');
  if (!named.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return undefined;
  return existsSync(named) && statSync(named).isFile() ? named : undefined;
}

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endTrainings, removeFolder } from '../run/directory/ended.testing.ts';
import { tokenHeader } from './api.ts';
import { type Studio, serveStudio } from './serve.ts';

/** A studio over a folder of runs of its own, with a page that says nothing. */
export async function served() {
  const root = mkdtempSync(join(tmpdir(), 'duel-studio-'));
  const [runs, page] = [join(root, 'runs'), join(root, 'page')];
  mkdirSync(page);
  writeFileSync(join(page, 'index.html'), '<!doctype html>');
  const another = () => serveStudio({ runs, port: 0, page });
  const studio = await another();
  const withToken = ({ token }: Studio) => ({ [tokenHeader]: token! });
  const post = async (
    path: string,
    body: unknown,
    headers: Record<string, string> = withToken(studio),
    at = studio,
  ) => {
    const answer = await fetch(new URL(path, at.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };
  const get = async <T>(path: string): Promise<T> => (await (await fetch(new URL(path, studio.url))).json()) as T;
  const close = async () => {
    await studio.close();
    await endTrainings(runs);
    removeFolder(root);
  };
  return { root, runs, studio, another, withToken, post, get, close };
}
export type Served = Awaited<ReturnType<typeof served>>;

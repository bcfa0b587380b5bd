import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tiny } from '../run/training/tiny.testing.ts';
import { train } from '../run/training/train.ts';
import { type Curves, type Message, type RunDetails, tokenHeader } from './api.ts';
import { type Studio, serveStudio } from './serve.ts';

const root = mkdtempSync(join(tmpdir(), 'duel-studio-'));
const [runs, page] = [join(root, 'runs'), join(root, 'page')];
let studio: Studio;
let port: number;
beforeAll(async () => {
  mkdirSync(page);
  writeFileSync(join(page, 'index.html'), '<!doctype html>');
  writeFileSync(join(root, 'secret.png'), 'secret');
  await train(tiny, { out: runs, threads: 1 });
  await train(tiny, { out: runs, threads: 1 });
  studio = await serveStudio({ runs, port: 0, page });
  port = Number(new URL(studio.url).port);
});
afterAll(async () => {
  await studio.close();
  rmSync(root, { recursive: true });
});

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
/** As a client asks that does not mend the address first. */
const ask = (path: string, { method = 'GET', headers = {}, body }: Asked = {}, to = port) =>
  new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: to, path, method, headers }, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    });
    call.on('error', reject);
    call.end(body);
  });
const json = async <T>(path: string) => JSON.parse((await ask(path)).text) as T;
const command = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [tokenHeader]: studio.token!, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('what it tells', () => {
  it('tells of runs, their curves, pictures and dials', async () => {
    const all = await json<{ id: string; status: string }[]>('/api/runs');
    expect(all).toMatchObject([
      { id: '001-tiny', status: 'finished', step: 3, steps: 3, picture: 3, pictures: 2 },
      { id: '002-tiny', status: 'finished' },
    ]);
    const found = await json<RunDetails>('/api/runs/001-tiny');
    expect(found).toMatchObject({ pictures: [2, 3], checkpoints: [2, 3], doctor: null, config: { steps: 3 } });
    expect(found.events).toEqual([]);
    expect(await json('/api/runs/001-tiny/curves')).toMatchObject({
      steps: [1, 2, 3],
      metrics: {
        gLoss: [expect.any(Number), expect.any(Number), expect.any(Number)],
        'generator/learningRate': [0.001, 0.001, 0.001],
      },
    });
    expect(await json('/api/runs/001-tiny/curves?from=3')).toMatchObject({ steps: [3] });
    expect(await json('/api/runs/001-tiny/dials')).toContainEqual({
      name: 'generator/learningRate',
      path: 'generator.optimizer.learningRate',
      now: 0.001,
    });
    const picture = await ask('/api/runs/001-tiny/pictures/3?v=1');
    expect(picture.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': expect.stringMatching(/immutable/),
    });
    const network = await ask('/api/runs/001-tiny/networks/generator?step=2');
    expect(network).toMatchObject({ status: 200, headers: { 'content-type': 'application/octet-stream' } });
    expect(network.text).toContain('duel.step');
    expect((await ask('/element/duel-generator.js')).headers).toMatchObject({
      'content-type': expect.stringMatching(/javascript/),
    });
    expect((await ask('/api/runs/001-tiny/pictures/reals')).headers['cache-control']).toBe('no-cache');
  });

  it('tells details and curves once, and then what is new of them', async () => {
    const path = '/api/runs/002-tiny';
    const mark = String((await ask(path)).headers.etag);
    const again = () => ask(path, { headers: { 'if-none-match': mark } });
    expect(await again()).toMatchObject({ status: 304, text: '' });
    const events = join(runs, '002-tiny', 'events.jsonl');
    appendFileSync(events, '{"type":"report","step":3}\n');
    expect((await again()).status).toBe(304);
    appendFileSync(events, '{"type":"warning","step":3,"message":"look"}\n');
    const { status, text } = await again();
    expect(status).toBe(200);
    expect(JSON.parse(text).events).toEqual([{ type: 'warning', step: 3, message: 'look' }]);

    const curves = (query: string) => json<Curves>(`${path}/curves${query}`);
    expect(await curves('')).toMatchObject({ steps: [1, 2, 3], every: 1 });
    expect(await curves('?from=2&every=3')).toMatchObject({ steps: [3], every: 3 });
    expect(await curves('?from=4&every=3')).toEqual({ steps: [], every: 3, metrics: {} });
    expect((await ask(`${path}/curves?from=1&every=x`)).status).toBe(422);
  });

  it('tells what happens, and to who comes back what was missed', async () => {
    const first = await heard(undefined, 1);
    expect(first[0]!.message).toMatchObject({ type: 'all', runs: [{ id: '001-tiny' }, { id: '002-tiny' }] });
    const listening = heard(first[0]!.id, 1);
    await wait(100);
    writeFileSync(join(runs, '002-tiny', 'samples', '000000004.png'), 'a picture');
    const [next] = await listening;
    expect(next!.message).toMatchObject({ type: 'run', run: { id: '002-tiny', picture: 4 } });
    // what was measured is no part of how it stands, and is told of all the same
    const measured = heard(next!.id, 1);
    await wait(100);
    mkdirSync(join(runs, '002-tiny', 'eval'));
    const marks = [next!, ...(await measured)].map(({ message }) => (message as { run: { mark: string } }).run.mark);
    expect(marks[0]).not.toBe(marks[1]);
    // while nobody listened
    rmSync(join(runs, '002-tiny', 'samples', '000000004.png'));
    const missed = await heard(first[0]!.id, 3);
    expect(missed.map(({ message }) => (message as { run: { picture: number } }).run.picture)).toEqual([4, 4, 3]);
    expect((await heard('another-7', 1))[0]!.message.type).toBe('all');
  });
});

/** The first messages of a connection. */
function heard(lastId: string | undefined, count: number): Promise<{ id: string; message: Message }[]> {
  return new Promise((resolve, reject) => {
    const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
    const call = request({ host: '127.0.0.1', port, path: '/api/events', headers }, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
        const found = [...text.matchAll(/data: (.*)\nid: (.*)\n\n/g)].map(([, data, id]) => ({
          id: id!,
          message: JSON.parse(data!) as Message,
        }));
        if (found.length < count) return;
        call.destroy();
        resolve(found);
      });
    });
    call.on('error', reject);
    call.end();
  });
}

describe('who may ask', () => {
  it.each([
    ['another name that leads here', '/api/runs', { headers: { host: 'evil.example' } }, 403],
    ['another port of this machine', '/api/runs', { headers: { host: '127.0.0.1:80' } }, 403],
    ['another page', '/api/runs', { headers: { origin: 'http://evil.example' } }, 403],
    ['a page without an address', '/api/runs', { headers: { origin: 'null' } }, 403],
    [
      'a picture in another page',
      '/api/runs/001-tiny/pictures/3',
      { headers: { 'sec-fetch-site': 'cross-site' } },
      403,
    ],
    ['a method that it does not know', '/api/runs', { method: 'DELETE' }, 405],
    ['no token', '/api/runs/001-tiny/tell', { method: 'POST', body: '{"what":"stop"}' }, 403],
    ['a wrong one', '/api/runs/001-tiny/tell', { method: 'POST', headers: { [tokenHeader]: 'x' }, body: '{}' }, 403],
  ] as const)('refuses %s', async (_, path, asked, status) => {
    const answer = await ask(path, asked);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('001-tiny');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('takes its own page by each name of this machine', async () => {
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      const headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
      expect((await ask('/api/runs', { headers })).status).toBe(200);
    }
  });

  it('only shows where it listens to others', async () => {
    const open = await serveStudio({ runs, port: 0, host: '0.0.0.0', page });
    const to = Number(new URL(open.url).port);
    expect(open.token).toBeUndefined();
    const asked = { method: 'POST', headers: { [tokenHeader]: '' }, body: '{"what":"stop"}' };
    expect(await ask('/api/runs/001-tiny/tell', asked, to)).toMatchObject({
      status: 403,
      text: expect.stringContaining('only shows'),
    });
    expect((await ask('/api/runs', {}, to)).status).toBe(200);
    await open.close();
  });
});

describe('what it does not do', () => {
  const climbs = [
    '/../secret.png',
    '/..%2fsecret.png',
    '/%2e%2e/%2e%2e/secret.png',
    '/api/runs/..%2f..',
    '/api/runs/..%2f001-tiny',
    '/api/runs/%2fetc',
    '/api/runs/001-tiny%00',
    '/api/runs/001-tiny/pictures/..%2f..%2f..%2fsecret.png',
    '/api/runs/003-link',
    '/api/runs/004-samples/pictures/1',
    '/api/runs/001-tiny/pictures/7',
    '/api/runs/001-tiny/networks/discriminator?step=3',
    '/api/runs/001-tiny/networks/..%2f..%2fsecret?step=3',
    '/api/runs/001-tiny/networks/generator?step=..%2f3',
    '/api/runs/001-tiny/networks/generator?step=7',
    '/element/..%2fmodule.js',
  ];
  beforeAll(() => {
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(runs, '001-tiny'), join(runs, '003-link'));
    mkdirSync(join(runs, '004-samples', 'samples'), { recursive: true });
    writeFileSync(join(runs, '004-samples', 'run.json'), '{}');
    symlinkSync(join(root, 'secret.png'), join(runs, '004-samples', 'samples', '000000001.png'));
    symlinkSync(join(root, 'secret.png'), join(runs, '001-tiny', 'samples', '000000007.png'));
  });
  afterAll(() => {
    for (const path of ['003-link', '004-samples', '001-tiny/samples/000000007.png'])
      rmSync(join(runs, path), { recursive: true });
  });
  it.each(climbs)('gives nothing for %s', async (path) => {
    const { status, text } = await ask(path);
    expect([404, 422]).toContain(status);
    expect(text).not.toContain('secret');
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['another command', { what: 'format' }],
    ['more than is asked', { what: 'stop', and: 1 }],
    ['a list', []],
  ])('does not take %s for a command', async (_, body) => {
    expect((await command('/api/runs/001-tiny/tell', body)).status).toBe(422);
  });

  it('takes no long bodies', async () => {
    expect((await command('/api/runs/001-tiny/dial', { path: 'x'.repeat(100_000), value: 1 })).status).toBe(413);
    const chunked = { 'transfer-encoding': 'chunked' };
    expect((await command('/api/runs/001-tiny/dial', { path: 'x'.repeat(100_000), value: 1 }, chunked)).status).toBe(
      413,
    );
  });

  it('measures no run that is not there, and none without the token', async () => {
    expect((await command('/api/runs/009-none/measure', { raw: false })).status).toBe(404);
    expect((await command('/api/runs/001-tiny/measure', {})).status).toBe(422);
    const { status } = await ask('/api/runs/001-tiny/measure', { method: 'POST', body: '{"raw":false}' });
    expect(status).toBe(403);
  });

  it('says why a command fails', async () => {
    const answer = await command('/api/runs/001-tiny/tell', { what: 'stop' });
    expect(answer).toMatchObject({ status: 422, text: expect.stringContaining('no process trains this run') });
    const dial = await command('/api/runs/001-tiny/dial', { path: 'loss.real', value: 0.9 });
    expect(dial).toMatchObject({ status: 422, text: expect.stringContaining('cannot change in a run that goes on') });
  });

  it('says what is wrong with a file of a stranger without the marks that it holds', async () => {
    cpSync(join(runs, '002-tiny'), join(runs, '005-strange'), { recursive: true });
    const step = join(runs, '005-strange', 'graphs', 'step.json');
    const { state, ...rest } = JSON.parse(readFileSync(step, 'utf8'));
    writeFileSync(step, JSON.stringify({ ...rest, state: [{ ...state[0], initial: '\u202egnp.exe' }] }));
    const { status, text } = await ask('/api/runs/005-strange/dials');
    rmSync(join(runs, '005-strange'), { recursive: true });
    expect(status).toBe(422);
    expect(JSON.parse(text).error).toContain("got '\\u202egnp.exe'");
  });

  it('answers while 200 connections say nothing, and ends those that are slow', async () => {
    const idle = Array.from({ length: 200 }, () => connect(port, '127.0.0.1'));
    const slow = connect(port, '127.0.0.1');
    slow.write('POST /api/runs/001-tiny/tell HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le');
    // all that a command needs, and its body a byte at a time
    const dripping = connect(port, '127.0.0.1');
    const head = `Host: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n${tokenHeader}: ${studio.token}\r\nContent-Length: 60`;
    dripping.write(`POST /api/runs/001-tiny/tell HTTP/1.1\r\n${head}\r\n\r\n{`);
    const drip = setInterval(() => dripping.write(' '), 500);
    for (const socket of [...idle, slow, dripping]) socket.on('error', () => {});
    expect((await ask('/api/runs')).status).toBe(200);
    await Promise.all([ended(slow), ended(dripping)]);
    clearInterval(drip);
    for (const socket of idle) socket.destroy();
  }, 60_000);
});

const ended = (socket: Socket) =>
  new Promise((done) => {
    socket.once('close', done);
    socket.resume();
  });

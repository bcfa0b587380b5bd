import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../pictures/folders.testing.ts';
import { datasets } from '../registry.ts';
import { download } from './download.ts';
import { fetchDataset } from './fetch.ts';

const content = Buffer.alloc(300_000, 'handwriting ');
const sha256 = createHash('sha256').update(content).digest('hex');

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Serves `content` with ranges, cutting each of the first `cuts` connections after 90,000 bytes. */
function ranged(cuts: number, asked: (string | undefined)[]) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const { range } = request.headers;
    asked.push(range);
    const from = range === undefined ? 0 : Number(/bytes=(\d+)-/.exec(range)![1]);
    response.writeHead(range === undefined ? 200 : 206, {
      'content-length': content.length - from,
      ...(range === undefined ? {} : { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
    });
    if (asked.length > cuts) response.end(content.subarray(from));
    else response.write(content.subarray(from, from + 90_000), () => setTimeout(() => response.destroy(), 20));
  };
}

function file(...urls: string[]) {
  return { urls, target: join(temporaryFolder(), 'sub', 'a.bin'), bytes: content.length, sha256 };
}

test('downloads, checks, and finds it there the next time', async () => {
  const asked: (string | undefined)[] = [];
  const wanted = file(await serve(ranged(0, asked)));
  const seen: number[] = [];
  expect(await download(wanted, { onProgress: (done) => seen.push(done) })).toBe('downloaded');
  expect(readFileSync(wanted.target).equals(content)).toBe(true);
  expect(seen.at(-1)).toBe(content.length);
  expect(existsSync(`${wanted.target}.part`)).toBe(false);
  expect(await download(wanted)).toBe('present');
  writeFileSync(wanted.target, 'damaged');
  expect(await download(wanted)).toBe('downloaded');
  expect(asked.length).toBe(2);
});

test('continues a connection that was cut', async () => {
  const asked: (string | undefined)[] = [];
  const wanted = file(await serve(ranged(2, asked)));
  expect(await download(wanted)).toBe('downloaded');
  expect(asked.length).toBe(3);
  expect(asked.slice(1)).toEqual([expect.stringMatching(/^bytes=\d+-$/), expect.stringMatching(/^bytes=\d+-$/)]);
});

test('continues a connection that was reset', async () => {
  const asked: (string | undefined)[] = [];
  const cut = ranged(0, asked);
  let first = true;
  let begun = () => {};
  const url = await serve((request, response) => {
    if (!first) return cut(request, response);
    first = false;
    // a reset drops what was not read yet: something has come before it
    begun = () => request.socket.resetAndDestroy();
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, 90_000));
  });
  const onProgress = () => {
    begun();
    begun = () => {};
  };
  expect(await download(file(url), { onProgress })).toBe('downloaded');
  expect(asked).toEqual([expect.stringMatching(/^bytes=\d+-$/)]);
});

test('keeps what came, and continues it in a later call', async () => {
  const asked: (string | undefined)[] = [];
  const wanted = file(await serve(ranged(3, asked)));
  await expect(download(wanted)).rejects.toMatchObject({ kind: 'data', code: 'data/no-network', exitCode: 3 });
  expect(existsSync(`${wanted.target}.part`)).toBe(true);
  expect(await download(wanted)).toBe('downloaded');
  expect(Number(/\d+/.exec(asked[3]!)![0])).toBeGreaterThan(90_000);
});

test('starts over where the server knows no ranges', async () => {
  const wanted = file(await serve((_, response) => response.end(content)));
  await download(wanted);
  writeFileSync(`${wanted.target}.part`, 'rubbish');
  writeFileSync(wanted.target, 'damaged');
  expect(await download(wanted)).toBe('downloaded');
});

test('refuses another file, and leaves nothing of it', async () => {
  const other = await serve((_, response) => response.end(Buffer.alloc(content.length)));
  const long = await serve((_, response) => response.end(Buffer.concat([content, content])));
  const wanted = file(other, long);
  await expect(download(wanted)).rejects.toMatchObject({
    code: 'data/checksum',
    message: expect.stringContaining(other),
  });
  expect([existsSync(wanted.target), existsSync(`${wanted.target}.part`)]).toEqual([false, false]);
});

test('goes to the next address when one does not answer', async () => {
  const missing = await serve((_, response) => response.writeHead(404).end());
  const good = await serve(ranged(0, []));
  expect(await download(file('http://127.0.0.1:9/', missing, good))).toBe('downloaded');
  await expect(download(file('http://127.0.0.1:9/', missing))).rejects.toMatchObject({
    code: 'data/no-network',
    message: expect.stringMatching(/127\.0\.0\.1:9.*404/),
  });
});

test('gives up a silent connection, and stops when told to', async () => {
  const silent = await serve(() => {});
  await expect(download(file(silent), { silence: 30 })).rejects.toMatchObject({ code: 'data/no-network' });
  const abort = new AbortController();
  setTimeout(() => abort.abort(new Error('stop')), 30);
  await expect(download(file(silent), { signal: abort.signal })).rejects.toThrow('stop');
  // also while it looks whether what is there already is right
  const there = { ...file(silent), target: join(temporaryFolder(), 'a.bin') };
  writeFileSync(there.target, 'something');
  const signal = AbortSignal.abort(new Error('stop at once'));
  await expect(download(there, { signal })).rejects.toThrow('stop at once');
});

test('says how to bring the files when there is no network', async () => {
  const folder = temporaryFolder();
  await expect(fetchDataset('mnist', { folder, mirrors: ['http://127.0.0.1:9/mnist/'] })).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('http://127.0.0.1:9/mnist/train-images-idx3-ubyte.gz'),
    fix: expect.stringMatching(/DUEL_DATA=FOLDER.*duel data fetch mnist/),
  });
  await expect(fetchDataset('celeba')).rejects.toMatchObject({
    code: 'data/bring',
    message: expect.stringContaining('non-commercial'),
    fix: expect.stringContaining('mmlab.ie.cuhk.edu.hk'),
  });
  await expect(fetchDataset('no-such')).rejects.toMatchObject({ kind: 'usage' });
  expect(await fetchDataset('ring')).toEqual([]);
});

test('finds published files that are there already', async () => {
  const folder = process.env.DUEL_DATA ?? '../shared/data';
  const { published } = datasets.find(({ name }) => name === 'mnist')!;
  if (!published!.files.every(({ name }) => existsSync(join(folder, 'mnist', name)))) return;
  const files = await fetchDataset('mnist', { folder, mirrors: [] });
  expect(files.map(({ status }) => status)).toEqual(['present', 'present', 'present', 'present']);
});

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DuelError } from '../../errors.ts';
import { makeFolder } from '../../files/folders.ts';
import { fileProblem, isSystemError } from '../../files/problem.ts';
import { openToRead } from '../../files/reading.ts';
import { assertRoom } from '../../files/room.ts';
import { dataError, messageOf } from '../problems.ts';

/** A file that can be downloaded, and how to know that it is the right one. */
export interface Download {
  /** The same file in several places, the best first. */
  urls: readonly string[];
  target: string;
  bytes: number;
  sha256: string;
}

export interface DownloadOptions {
  /** Bytes of this file so far. */
  onProgress?: ((done: number, total: number) => unknown) | undefined;
  signal?: AbortSignal | undefined;
  /** A connection that stays silent for so long is given up. Default 30,000 ms. */
  silence?: number;
}

const choice = 'choose another place: --out FOLDER, or DUEL_CACHE=FOLDER';

/** How often a broken download is taken up again where it stopped, per address. */
const attempts = 3;

/**
 * Downloads a file to `target`, or finds that it is there already.
 *
 * What came so far lies in `target.part`; a later call continues it (HTTP Range). The file gets its name only when
 * its length and SHA-256 are right; a wrong one is removed and the next address tried.
 */
export async function download(file: Download, options: DownloadOptions = {}): Promise<'present' | 'downloaded'> {
  const { target, sha256 } = file;
  if (existsSync(target) && (await hashOf(target, options.signal)) === sha256) return 'present';
  const problems: string[] = [];
  let wrong: string | undefined;
  try {
    makeFolder(dirname(target), { fix: choice });
    assertRoom(target, file.bytes - (await sizeOf(`${target}.part`)), 'this download');
    for (const url of file.urls) {
      const problem = await fetchFrom(url, file, options);
      if (problem !== undefined) {
        problems.push(`${url}: ${problem}`);
        continue;
      }
      const found = await hashOf(`${target}.part`, options.signal);
      if (found === sha256) {
        await rename(`${target}.part`, target);
        return 'downloaded';
      }
      await rm(`${target}.part`, { force: true });
      wrong = `${url}: SHA-256 ${found}, expected ${sha256}`;
      problems.push(wrong);
    }
  } catch (cause) {
    if (options.signal?.aborted || cause instanceof DuelError) throw cause;
    throw fileProblem(cause, target, { doing: 'write', bytes: file.bytes, fix: choice });
  }
  throw wrong === undefined
    ? dataError('no-network', `cannot download: ${problems.join('; ')}`, { where: target })
    : dataError('checksum', `another file than expected: ${problems.join('; ')}`, { where: target });
}

/** Gets the file, or what is missing of it, into `.part`; returns what went wrong. */
async function fetchFrom(url: string, file: Download, options: DownloadOptions): Promise<string | undefined> {
  let problem: string | undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    options.signal?.throwIfAborted();
    try {
      const before = await sizeOf(`${file.target}.part`);
      await fetchOnce(url, file, options);
      if ((await sizeOf(`${file.target}.part`)) >= file.bytes) return undefined;
      problem = `ended after ${await sizeOf(`${file.target}.part`)} of ${file.bytes} bytes`;
      // A server that hands out the same short file again will not do better.
      if ((await sizeOf(`${file.target}.part`)) <= before) return problem;
    } catch (cause) {
      if (options.signal?.aborted) throw cause;
      // the network's errors are causes of other errors: this is one of the file's
      if (isSystemError(cause)) throw cause;
      if (cause instanceof Refusal) return cause.message;
      const reason = (cause as Error).cause as (Error & { code?: string; syscall?: string }) | undefined;
      problem = reason === undefined ? messageOf(cause) : messageOf(reason) || String(reason.code);
      // Nothing answers there: trying again at once will not help.
      const unreachable =
        reason?.syscall === 'connect' ||
        reason?.syscall === 'getaddrinfo' ||
        reason?.code === 'UND_ERR_CONNECT_TIMEOUT';
      if (unreachable && attempt === 0) return problem;
    }
  }
  return problem;
}

/** An answer that further attempts will not change, such as 404. */
class Refusal extends Error {}

async function fetchOnce(url: string, file: Download, options: DownloadOptions): Promise<void> {
  const part = `${file.target}.part`;
  let have = await sizeOf(part);
  if (have > file.bytes) have = 0;
  if (have === file.bytes) return;
  const silence = new AbortController();
  const limit = options.silence ?? 30_000;
  const stop = () => silence.abort(new Error(`nothing came for ${limit / 1000} s`));
  let timer = setTimeout(stop, limit);
  const signal = options.signal ? AbortSignal.any([options.signal, silence.signal]) : silence.signal;
  try {
    // Compression on the way would make byte positions meaningless.
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (have > 0) headers.range = `bytes=${have}-`;
    const response = await fetch(url, { headers, signal });
    const continues = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${have}-`);
    if (!continues && response.status !== 200) {
      await response.body?.cancel();
      if (have > 0) await rm(part, { force: true });
      throw new Refusal(`HTTP status ${response.status}`);
    }
    const output = await open(part, continues ? 'a' : 'w');
    try {
      let done = continues ? have : 0;
      for await (const chunk of response.body ?? []) {
        clearTimeout(timer);
        timer = setTimeout(stop, limit);
        done += (chunk as Uint8Array).length;
        if (done > file.bytes) {
          await rm(part, { force: true });
          throw new Refusal(`more than the expected ${file.bytes} bytes`);
        }
        await output.writeFile(chunk as Uint8Array);
        await options.onProgress?.(done, file.bytes);
      }
    } finally {
      await output.close();
    }
  } finally {
    clearTimeout(timer);
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (info) => info.size,
    () => 0,
  );
}

/** The SHA-256 of a file, in hexadecimal. */
export async function hashOf(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of (await openToRead(path, 'data')).createReadStream()) {
    signal?.throwIfAborted();
    hash.update(chunk as Uint8Array);
  }
  return hash.digest('hex');
}

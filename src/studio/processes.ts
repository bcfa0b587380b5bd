import { type ChildProcess, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DuelError, type ErrorKind } from '../errors.ts';
import { lockOwner } from '../run/directory/lock.ts';
import type { RunsFolder } from './runs.ts';

const script = fileURLToPath(new URL('../../bin/duel.js', import.meta.url));

/** Commands that are asked at a time, of pages that wait for what they say. */
const mostAsked = 4;
/** The most that a command may say. */
const longest = 2 ** 26;
/** How often it is looked whether a training has its folder, and how long it may take from there to its first step. */
const lookEvery = 100;
const beginning = 3000;

let asked = 0;

/**
 * What a command of Duel's gives with `--json`, by a process of its own: what it computes keeps nobody waiting here, and where
 * it fails for want of memory the studio stands.
 *
 * @throws DuelError what the command throws; the signal's reason where that aborts
 */
export async function ask<T>(words: readonly string[], signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  if (asked >= mostAsked)
    throw new DuelError('usage', 'studio/busy', 'the studio checks other trainings already', {
      fix: 'wait for them, and check again',
    });
  asked += 1;
  try {
    const child = spawn(process.execPath, [script, ...words, '--json'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const end = () => child.kill();
    signal.addEventListener('abort', end, { once: true });
    const said = await allOf(child).finally(() => signal.removeEventListener('abort', end));
    signal.throwIfAborted();
    const last = said.trimEnd().split('\n').at(-1) ?? '';
    return resultOf<T>(parsed(last), words);
  } finally {
    asked -= 1;
  }
}

/** What a child prints until it ends. */
function allOf(child: ChildProcess): Promise<string> {
  return new Promise((done, failed) => {
    let said = '';
    child.stdout!.setEncoding('utf8').on('data', (part: string) => {
      said += part;
      if (said.length > longest) child.kill('SIGKILL');
    });
    child.once('error', failed);
    child.once('close', () => done(said));
  });
}

/**
 * Has a training begin or go on, in a process that outlives the studio and prints to nobody, and resolves to its run's name as
 * soon as that is known and it computes, or has had its folder for a while.
 *
 * @throws DuelError what the command throws before that
 */
export function begin(words: readonly string[], runs: RunsFolder): Promise<string> {
  const child = spawn(process.execPath, [script, ...words, '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    // a session of its own: what the studio's terminal is told does not reach it
    detached: true,
  });
  return new Promise<string>((done, failed) => {
    let name: string | undefined;
    let problem: Printed;
    let since: number | undefined;
    const settle = (how: () => void) => {
      clearInterval(timer);
      // it goes on printing to nobody
      child.stdout.destroy();
      child.unref();
      how();
    };
    const look = () => {
      const id = name ?? runs.ids().find((one) => lockOwner(runs.find(one))?.pid === child.pid);
      if (id === undefined) return;
      since ??= performance.now();
      if (name !== undefined || performance.now() - since > beginning) settle(() => done(id));
    };
    const timer = setInterval(() => {
      try {
        look();
      } catch (e) {
        settle(() => failed(e));
      }
    }, lookEvery);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const printed = parsed(line);
      if (printed?.type === 'start') name = basename(String(printed.directory));
      if (printed?.error !== undefined) problem = printed;
    });
    child.once('error', (e) => settle(() => failed(e)));
    child.once('close', () =>
      settle(() => {
        if (name !== undefined && problem === undefined) done(name);
        else failed(problemOf(problem, words));
      }),
    );
  });
}

type Printed = Readonly<Record<string, unknown>> | undefined;

function parsed(line: string): Printed {
  try {
    const json: unknown = JSON.parse(line);
    return typeof json === 'object' && json !== null ? (json as Printed) : undefined;
  } catch {
    return undefined;
  }
}

interface PrintedError {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly where?: string;
  readonly fix?: string;
}

function resultOf<T>(printed: Printed, words: readonly string[]): T {
  if (printed === undefined || printed.error !== undefined) throw problemOf(printed, words);
  return printed as T;
}

/** What a command has printed of its error. */
function problemOf(printed: Printed, words: readonly string[]): DuelError {
  const error = printed?.error as PrintedError | undefined;
  if (error) return new DuelError(error.kind, error.code, error.message, { where: error.where, fix: error.fix });
  return new DuelError('internal', 'studio/no-answer', 'the command ended without a word', {
    where: words.slice(0, 2).join(' '),
    fix: 'run it in a terminal, where it says why',
  });
}

import { closeSync, existsSync, openSync, readlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DuelError } from '../../errors.ts';
import { pathWord } from '../../files/paths.ts';
import { fileProblem, thenDo } from '../../files/problem.ts';
import { Checkpoints } from '../directory/checkpoints.ts';

/** Holds on to a run's folder, wherever it is moved. */
export class Whereabouts {
  readonly #directory: string;
  readonly #descriptor: number | undefined;

  constructor(directory: string) {
    this.#directory = resolve(directory);
    try {
      this.#descriptor = openSync(directory, 'r');
    } catch {
      // Windows opens no folders, and there a folder in use is not moved
    }
  }

  /** Where the folder is now; undefined where it has gone, or the system does not say. */
  now(): string | undefined {
    if (existsSync(this.#directory)) return this.#directory;
    try {
      const path = readlinkSync(`/proc/self/fd/${this.#descriptor}`);
      return existsSync(path) ? path : undefined;
    } catch {
      return undefined;
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }
}

/**
 * Why a training ended, for its user: what the system said about a file of the run, with the last whole checkpoint and
 * the command that goes on from it. Errors that are not the system's are returned as they are.
 */
export function failureOf(thrown: unknown, directory: string, whereabouts: Whereabouts): unknown {
  const error = fileProblem(thrown, (thrown as NodeJS.ErrnoException | undefined)?.path ?? directory, { doing: 'use' });
  if (!(error instanceof DuelError) || !error.code.startsWith('system/')) return error;
  const place = whereabouts.now();
  if (place !== resolve(directory)) return goneFrom(directory, place, error);
  const command = `duel train ${pathWord(directory)}`;
  const last = lastStep(directory);
  return thenDo(
    error,
    last === undefined
      ? `begin again: ${command}`
      : `go on from the last whole checkpoint, of step ${last.toLocaleString('en-US')}: ${command}`,
  );
}

function goneFrom(directory: string, place: string | undefined, { cause }: DuelError): DuelError {
  const moved = place !== undefined;
  return new DuelError(
    'device',
    'run/gone',
    `the run's folder was ${moved ? 'moved' : 'removed or renamed'} while it was trained`,
    {
      where: directory,
      fix: moved
        ? `go on where it is now: duel train ${pathWord(place)}`
        : 'if it has another name now, go on there: duel train FOLDER',
      cause,
    },
  );
}

function lastStep(directory: string): number | undefined {
  try {
    return new Checkpoints(join(directory, 'checkpoints')).last()?.step;
  } catch {
    return undefined;
  }
}

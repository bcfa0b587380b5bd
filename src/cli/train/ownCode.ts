import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DuelError } from '../../errors.ts';
import { fromHere } from '../../files/paths.ts';
import type { CustomSpec, GameSpec } from '../../gan/index.ts';
import * as nn from '../../nn/index.ts';
import type { Preset } from '../../presets/preset.ts';
import { usage } from '../usage.ts';

/** Calls in a stack above a person's code: a schema's own go deep. */
const deepestStack = 100;

/** The code of a person's file, whose errors are located where they lie in it. */
export class OwnCode {
  readonly #file: string;
  readonly #sources: readonly string[];

  /** @param sources the file and those that it imports by relative paths */
  constructor(file: string, sources: readonly string[]) {
    this.#file = file;
    this.#sources = sources.map((path) => resolve(path));
    process.setSourceMapsEnabled(true);
    Error.stackTraceLimit = Math.max(Error.stackTraceLimit, deepestStack);
  }

  /** Runs something of it. What it throws is a person's mistake, with file, line and column. */
  locating<T>(work: () => T): T {
    try {
      const result = work();
      if (!(result instanceof Promise)) return result;
      return result.catch((cause) => {
        throw this.#located(cause);
      }) as T;
    } catch (cause) {
      throw this.#located(cause);
    }
  }

  /** A preset of it, whose game and moves are part of it too. */
  presetOf(preset: Preset): Preset {
    const game: Preset['game'] = (...given) => this.#gameOf(this.locating(() => preset.game(...given)));
    return { ...preset, game };
  }

  #gameOf(game: GameSpec): GameSpec {
    const { moves } = game as CustomSpec;
    return moves
      ? ({ ...(game as CustomSpec), moves: moves.map((move) => this.#functionsOf(move)) } as CustomSpec)
      : game;
  }

  #functionsOf<T extends object>(thing: T): T {
    const entries = Object.entries(thing).map(([key, value]) => [
      key,
      typeof value === 'function' ? (...given: unknown[]) => this.locating(() => value.apply(thing, given)) : value,
    ]);
    return Object.fromEntries(entries) as T;
  }

  #located(cause: unknown): DuelError {
    const place = this.#placeOf(cause);
    if (cause instanceof DuelError) {
      const { kind, code, message, where, fix } = cause;
      if (place === undefined || where?.startsWith(place)) return cause;
      return new DuelError(kind, code, message, {
        where: where === undefined ? place : `${place}: ${where}`,
        fix,
        cause,
      });
    }
    const message = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    return usage('file-failed', `the file failed: ${message}`, {
      where: place ?? this.#file,
      fix: notExported(message) ?? 'mend it; --verbose shows the stack',
      cause,
    });
  }

  /** Of a stack, the innermost call in the person's code. */
  #placeOf(cause: unknown): string | undefined {
    const stack = cause instanceof Error ? (cause.stack ?? '') : '';
    for (const [, address = '', line, column] of stack.matchAll(/^(.*):(\d+):(\d+)\)?$/gm)) {
      const path = this.#sources.find((source) => endings(source).some((ending) => address.endsWith(ending)));
      if (path !== undefined) return `${fromHere(path)}:${line}:${column}`;
    }
    return undefined;
  }
}

/** What to do about a name that 'duel-gan' does not have at its top, if it has it elsewhere. */
function notExported(message: string): string | undefined {
  const [, name = ''] = /does not provide an export named '(\w+)'/.exec(message) ?? [];
  return Object.hasOwn(nn, name) ? `write nn.${name}, with import { nn } from 'duel-gan'` : undefined;
}

/** How an address ends that names a file: its path, or the path of its URL. */
const endings = (path: string): readonly string[] => [path, pathToFileURL(path).pathname];

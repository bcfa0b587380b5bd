import { Buffer } from 'node:buffer';
import { accessSync, constants, existsSync, realpathSync, renameSync, rmSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { DuelError } from '../../errors.ts';
import { halfMade } from '../../files/halfMade.ts';
import { attempt, fileProblem } from '../../files/problem.ts';
import { assertRoom } from '../../files/room.ts';
import { makeFolder } from '../directory/atomic.ts';

/** A place that a person named for a result, opened. */
export interface OutputFile {
  write(content: Uint8Array | string): Promise<void>;
  /** The result is whole: only now a file takes its place. */
  commit(): Promise<void>;
  /** It will not be whole: nothing of it stays where a file was asked for. */
  discard(): Promise<void>;
}

/** The name that stands for stdout. */
export const stdout = '-';

const unwritable = { doing: 'write', kind: 'usage', fix: 'choose another place with --out' } as const;
let counter = 0;

/**
 * Opens what a person named for a result: `-` is stdout; a device or a FIFO gets the bytes as they come; everything else
 * is a file, which takes its place when it is whole; a link to a file is followed. Results can be made again, so nobody
 * waits for the disk.
 *
 * @param bytes how many there will be, where that is known: room for them is looked for first
 * @throws DuelError where nothing can be written there, before anything is
 */
export async function openOutput(path: string, bytes = 0): Promise<OutputFile> {
  if (path === stdout) return toStdout;
  const there = fileAt(path);
  if (there && !there.isFile()) return toDevice(path);
  makeFolder(dirname(path), unwritable);
  assertRoom(dirname(resolve(path)), bytes, basename(path));
  return toFile(path);
}

/** What is there already, which is no folder. */
function fileAt(path: string): Stats | undefined {
  const there = attempt(path, unwritable, () => statSync(path, { throwIfNoEntry: false }));
  if (there?.isDirectory())
    throw new DuelError('usage', 'system/is-a-folder', 'this is a folder, and a file is to be written', {
      where: path,
      fix: `name a file in it: --out ${join(path, 'NAME')}`,
    });
  return there;
}

/**
 * Throws where it can be seen that nothing can be written there, so that it is said before the work whose result it is.
 * Makes nothing.
 */
export function assertOutput(path: string): void {
  if (path === stdout) return;
  const there = fileAt(path);
  let place = there && !there.isFile() ? path : dirname(resolve(path));
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  // below a file there is no folder to be made
  const asFolder = place === path ? place : join(place, '.');
  attempt(path, unwritable, () => accessSync(`${asFolder}${place === path ? '' : '/'}`, constants.W_OK));
}

/** Writes a whole result where a person asked for it; returns the path. */
export async function writeOut(path: string, content: Uint8Array | string): Promise<string> {
  const file = await openOutput(path, content.length);
  try {
    await file.write(content);
    await file.commit();
  } catch (cause) {
    await file.discard();
    throw cause;
  }
  return path;
}

const bytesOf = (content: Uint8Array | string): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : content;

const toStdout: OutputFile = {
  write: (content) =>
    new Promise((done, fail) => {
      process.stdout.write(bytesOf(content), (cause) =>
        cause ? fail(fileProblem(cause, 'stdout', { doing: 'write', kind: 'usage' })) : done(),
      );
    }),
  commit: async () => {},
  discard: async () => {},
};

async function toDevice(path: string): Promise<OutputFile> {
  const handle = await open(path, 'w').catch((cause) => {
    throw fileProblem(cause, path, unwritable);
  });
  return {
    write: (content) => writeTo(handle, content, path),
    commit: () => handle.close(),
    discard: () => handle.close(),
  };
}

async function toFile(named: string): Promise<OutputFile> {
  const path = existsSync(named) ? realpathSync(named) : named;
  const temporary = join(dirname(path), `.tmp-${process.pid}-out-${counter++}-${basename(path)}`);
  const handle = await open(temporary, 'w').catch((cause) => {
    throw fileProblem(cause, path, unwritable);
  });
  const settle = halfMade(temporary);
  const discard = async () => {
    await handle.close().catch(() => {});
    rmSync(temporary, { force: true });
    settle();
  };
  return {
    write: (content) => writeTo(handle, content, path),
    async commit() {
      try {
        await handle.close();
        renameSync(temporary, path);
        settle();
      } catch (cause) {
        await discard();
        throw fileProblem(cause, path, unwritable);
      }
    },
    discard,
  };
}

async function writeTo(handle: FileHandle, content: Uint8Array | string, path: string): Promise<void> {
  const bytes = bytesOf(content);
  try {
    for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
  } catch (cause) {
    throw fileProblem(cause, path, { ...unwritable, bytes: bytes.length });
  }
}

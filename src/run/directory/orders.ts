import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { DuelError } from '../../errors.ts';
import { pathWord } from '../../files/paths.ts';
import { removeEmpty, removeFile, writeFileAtomic } from './atomic.ts';
import { lockOwner } from './lock.ts';
import { ownFolder } from './own.ts';
import { readRunJson } from './runFile.ts';

const orderSchema = z.discriminatedUnion('do', [
  /** Changes what enters the step anew each time: `path=value` settings. */
  z.strictObject({ do: z.literal('dial'), set: z.array(z.string().max(10_000)).min(1).max(100).readonly() }),
  z.strictObject({ do: z.enum(['pause', 'go-on', 'snapshot', 'stop']) }),
]);
/** What a process that trains a run is told to do by another. It does it between two steps. */
export type Order = z.output<typeof orderSchema>;

/** An order as it lies in the run's folder, until it is carried out. */
export interface GivenOrder {
  readonly path: string;
  /** Undefined where the file is no order. */
  readonly order: Order | undefined;
}

const name = 'orders';
const format = /^\d{15}-\d+-\d+\.json$/;
const folderOf = (directory: string) => join(directory, name);
let count = 0;

/**
 * Gives an order to the process that trains a run, and waits until it is carried out.
 *
 * @throws DuelError `run/not-training` of kind `usage` where no process trains the run, or where it ended meanwhile
 */
export async function giveOrder(directory: string, order: Order, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  if (!lockOwner(directory)) throw notTraining(directory, 'no process trains this run', order);
  count += 1;
  const place = `${String(Date.now()).padStart(15, '0')}-${process.pid}-${count}.json`;
  const path = join(ownFolder(directory, name), place);
  writeFileAtomic(path, JSON.stringify(order));
  try {
    while (existsSync(path)) {
      if (!lockOwner(directory)) throw notTraining(directory, 'the training ended before it heard of this', order);
      await wait(lookEvery, undefined, { signal });
    }
  } finally {
    removeFile(path);
  }
}

/** Milliseconds between looks at the folder. */
export const lookEvery = 50;

const notTraining = (directory: string, message: string, order: Order) =>
  new DuelError('usage', 'run/not-training', message, {
    where: directory,
    fix: `go on with it: duel train ${pathWord(directory)}${order.do === 'dial' ? order.set.map((set) => ` --set ${set}`).join('') : ''}`,
  });

/** The orders that wait, in the order in which they were given. What lies there and is none is left alone. */
export function waitingOrders(directory: string): GivenOrder[] {
  const folder = folderOf(directory);
  if (!isFolder(folder)) return [];
  const files = readdirSync(folder).filter((file) => format.test(file));
  return files.sort().map((file) => {
    const path = join(folder, file);
    return { path, order: orderIn(path) };
  });
}

function orderIn(path: string): Order | undefined {
  try {
    return readRunJson(path, orderSchema, { fix: 'give the order again', limit: 2 ** 20 });
  } catch {
    return undefined;
  }
}

/** Says that an order is carried out. */
export const doneWith = ({ path }: GivenOrder): void => removeFile(path);

/** Takes away what nobody will carry out any more, and the folder where nothing else lies there. */
export function dropOrders(directory: string): void {
  for (const given of waitingOrders(directory)) doneWith(given);
  if (isFolder(folderOf(directory))) removeEmpty(folderOf(directory));
}

/** A link would lead out of the run. */
const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

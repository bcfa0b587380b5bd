import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { lockOwner } from './lock.ts';

/** Ends what trains in other processes in a folder of runs, and resolves when none of them writes there any more. */
export async function endTrainings(runs: string): Promise<void> {
  const others = () =>
    (existsSync(runs) ? readdirSync(runs) : [])
      .map((name) => lockOwner(join(runs, name))?.pid)
      .filter((pid) => pid !== undefined && pid !== process.pid);
  for (let pids = others(); pids.length > 0; pids = others()) {
    for (const pid of pids) end(pid!);
    await setTimeout(20);
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended by itself
  }
}

/** Removes a folder in which a process that was just ended may still have had something to write. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 20 });
}

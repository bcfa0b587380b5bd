import { join } from 'node:path';
import { readConfig } from '../config/config.ts';
import { sweepTemporary } from '../directory/atomic.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { noteRunInfo, readRunInfo } from '../directory/info.ts';
import { dropLock } from '../directory/lock.ts';

/**
 * Leaves a run that this process was about to go on with: its lock is given back, and what was half written is taken away.
 * Whoever worked on it has ended. Returns the step that it stands at.
 */
export function leaveRun(directory: string): number {
  if (dropLock(directory)) {
    sweepTemporary(directory);
    const config = readConfig(directory);
    if (readRunInfo(directory)?.status === 'running') noteRunInfo(directory, config, { status: 'interrupted' });
  }
  return new Checkpoints(join(directory, 'checkpoints')).last()?.step ?? 0;
}

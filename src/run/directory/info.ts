import { join } from 'node:path';
import { readWholeSync } from '../../files/reading.ts';
import type { Device } from '../../runtime/engine.ts';
import { version } from '../../version.ts';
import { writeFileAtomic } from './atomic.ts';
import type { RunStatus } from './events.ts';

/** What run.json holds: how a run stands, and where it computes. */
export interface RunInfo {
  readonly name: string;
  readonly seed: number;
  readonly steps: number;
  readonly status: RunStatus;
  readonly step: number;
  readonly device?: Device;
  /** Identity of the data's content when the run began. */
  readonly dataFingerprint?: string;
  /** Names of the data's classes. */
  readonly classes?: readonly string[];
}

/** A run's run.json; undefined where there is none that can be read. */
export function readRunInfo(directory: string): RunInfo | undefined {
  try {
    return JSON.parse(readWholeSync(join(directory, 'run.json'), 'checkpoint').toString()) as RunInfo;
  } catch {
    return undefined;
  }
}

/** Writes run.json with some changes, and when. */
export function noteRunInfo(
  directory: string,
  run: Pick<RunInfo, 'name' | 'seed' | 'steps'>,
  changes: Partial<RunInfo>,
): void {
  const now = new Date().toISOString();
  const info = {
    created: now,
    ...run,
    ...readRunInfo(directory),
    ...changes,
    steps: run.steps,
    versions: { duel: version, node: process.versions.node },
    updated: now,
  };
  writeFileAtomic(join(directory, 'run.json'), `${JSON.stringify(info, null, 2)}\n`);
}

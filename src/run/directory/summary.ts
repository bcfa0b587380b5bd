import { join } from 'node:path';
import { Checkpoints } from './checkpoints.ts';
import { listRuns, type RunListing } from './directory.ts';
import { readLastLine } from './jsonl.ts';
import { lockOwner } from './lock.ts';

/** How a run stands, as lists show it. */
export interface RunSummary {
  readonly id: string;
  readonly path: string;
  /**
   * What run.json says; `killed` where it says running and nobody trains it, `paused` where who trains it waits, `broken`
   * where it cannot be read.
   */
  readonly status: string;
  readonly step: number | null;
  readonly steps: number | null;
  /** The last checkpoint's step: where it would go on. */
  readonly checkpoint: number | null;
  readonly device: string | null;
  /** Names of the data's classes; empty where they have none. */
  readonly classes: readonly string[];
  readonly created: string | null;
  readonly updated: string | null;
  /** The process that trains it now. */
  readonly pid: number | null;
  readonly problem?: string;
}

/** The runs of a folder, each with how it stands. */
export const summarizeRuns = (out: string): RunSummary[] => listRuns(out).map(summarize);

function summarize({ id, path, info, problem }: RunListing): RunSummary {
  const owner = lockOwner(path);
  const noted = info?.status ?? 'broken';
  const status = owner ? runningOf(path) : noted === 'running' ? 'killed' : noted;
  const isLogged = owner !== undefined || status === 'killed';
  return {
    id,
    path,
    status,
    step: (isLogged ? lastStep(join(path, 'metrics.jsonl')) : undefined) ?? info?.step ?? null,
    steps: info?.steps ?? null,
    checkpoint: new Checkpoints(join(path, 'checkpoints')).last()?.step ?? null,
    device: info?.device?.kind ?? null,
    classes: info?.classes ?? [],
    created: info?.created ?? null,
    updated: info?.updated ?? null,
    pid: owner?.pid ?? null,
    ...(problem !== undefined && { problem }),
  };
}

/** Of a run that a process trains: whether it waits, since it was told to pause. */
function runningOf(path: string): string {
  try {
    return readLastLine(join(path, 'events.jsonl'))?.type === 'paused' ? 'paused' : 'running';
  } catch {
    return 'running';
  }
}

/** The step of the last whole line. */
function lastStep(metricsFile: string): number | undefined {
  try {
    const step = readLastLine(metricsFile)?.step;
    return typeof step === 'number' ? step : undefined;
  } catch {
    return undefined;
  }
}

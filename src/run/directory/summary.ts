import { basename, join } from 'node:path';
import { DuelError } from '../../errors.ts';
import { linesBackwards } from '../../files/lines.ts';
import { Checkpoints } from './checkpoints.ts';
import { listRuns, type RunListing } from './directory.ts';
import { readRunInfo } from './info.ts';
import { objectsOf, reading, readLastLine } from './jsonl.ts';
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

/** How one run stands, by its directory. */
export function summarizeRun(path: string): RunSummary {
  const listing = { id: basename(path), path };
  try {
    return summarize({ ...listing, info: readRunInfo(path) });
  } catch (cause) {
    if (!(cause instanceof DuelError)) throw cause;
    return summarize({ ...listing, info: undefined, problem: cause.message });
  }
}

function summarize({ id, path, info, problem }: Omit<RunListing, 'number'>): RunSummary {
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

/** Of a run that a process trains: whether it waits where it was paused. */
function runningOf(path: string): string {
  const step = lastStep(join(path, 'metrics.jsonl'));
  try {
    for (const event of reading(join(path, 'events.jsonl'), (file) => objectsOf(linesBackwards(file)))) {
      if (event.type === 'paused' && event.step === step) return 'paused';
      if (event.type === 'goes-on' || Number(event.step) < Number(step)) break;
    }
  } catch {}
  return 'running';
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

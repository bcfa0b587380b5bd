import { join } from 'node:path';
import { Checkpoints } from '../run/directory/checkpoints.ts';
import { listRuns, type RunListing } from '../run/directory/directory.ts';
import { readLastLine } from '../run/directory/jsonl.ts';
import { lockOwner } from '../run/directory/lock.ts';

/** How a run stands, as lists show it. */
export interface RunSummary {
  readonly id: string;
  readonly path: string;
  /** What run.json says; `killed` where it says running and nobody trains it, `broken` where it cannot be read. */
  readonly status: string;
  readonly step: number | null;
  readonly steps: number | null;
  /** The last checkpoint's step: where it would go on. */
  readonly checkpoint: number | null;
  readonly device: string | null;
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
  const noted = typeof info?.status === 'string' ? info.status : 'broken';
  const status = owner ? 'running' : noted === 'running' ? 'killed' : noted;
  const isLogged = status === 'running' || status === 'killed';
  const text = (key: string) => (typeof info?.[key] === 'string' ? (info[key] as string) : null);
  const number = (key: string) => (typeof info?.[key] === 'number' ? (info[key] as number) : null);
  const device = info?.device as { kind?: string } | undefined;
  return {
    id,
    path,
    status,
    step: (isLogged ? lastStep(join(path, 'metrics.jsonl')) : undefined) ?? number('step'),
    steps: number('steps'),
    checkpoint: new Checkpoints(join(path, 'checkpoints')).last()?.step ?? null,
    device: device?.kind ?? null,
    created: text('created'),
    updated: text('updated'),
    pid: owner?.pid ?? null,
    ...(problem !== undefined && { problem }),
  };
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

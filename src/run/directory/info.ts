import { join } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import type { Device } from '../../runtime/engine.ts';
import { version } from '../../version.ts';
import { writeFileAtomic } from './atomic.ts';
import type { RunStatus } from './events.ts';
import { assertFormat } from './format.ts';
import { readRunJson } from './runFile.ts';

/** What run.json holds: how a run stands, and where it computes. */
export interface RunInfo {
  /** Version of the directory's format; absent: the first. */
  readonly format?: number | undefined;
  readonly name: string;
  readonly seed: number;
  readonly steps: number;
  readonly status: RunStatus;
  readonly step: number;
  readonly device?: Device | undefined;
  /** Identity of the data's content when the run began. */
  readonly dataFingerprint?: string | undefined;
  /** Names of the data's classes. */
  readonly classes?: readonly string[] | undefined;
  /**
   * Whether its steps count numbers below 2⁻¹²⁶ as 0, where the device can do so; absent in runs of earlier versions, which
   * keep them.
   */
  readonly flushToZero?: true | undefined;
  /** Hash of what of config.json stays as it is (`made.ts`); absent in runs of earlier versions. */
  readonly configuration?: string | undefined;
  /** Hash of what dials.json holds (`dials.ts`), of two while it is written; absent where it was never written. */
  readonly dials?: readonly string[] | undefined;
  /** When the run was begun and last written, as ISO texts. */
  readonly created?: string | undefined;
  readonly updated?: string | undefined;
}

const text = z.string().max(1000);
const time = z.iso.datetime();
const deviceSchema = z.object({
  kind: z.enum(['cpu', 'webgpu', 'cuda']),
  adapter: text.optional(),
  threads: z.int().positive().max(1024).optional(),
  deterministic: z.literal(true).optional(),
  flushToZero: z.literal(true).optional(),
});

/** What may be left out is what runs of older versions, or such as were made by hand, lack. */
const infoSchema = z.looseObject({
  format: z.int().positive().optional(),
  name: text.optional(),
  seed: z.int().nonnegative().optional(),
  steps: z.int().positive().optional(),
  status: z.enum(['running', 'finished', 'interrupted', 'diverged', 'failed']).optional(),
  step: z.int().nonnegative().optional(),
  device: deviceSchema.optional(),
  dataFingerprint: text.optional(),
  classes: z.array(text).max(1_000_000).optional(),
  flushToZero: z.literal(true).optional(),
  configuration: text.optional(),
  dials: z.array(text).max(2).optional(),
  created: time.optional(),
  updated: time.optional(),
});

/**
 * A run's run.json; undefined where there is none. Throws `run/broken-file` where it holds something else, and
 * `run/later-format` where a later Duel wrote it.
 */
export function readRunInfo(directory: string): Partial<RunInfo> | undefined {
  assertFormat(directory);
  return readRunJson(join(directory, 'run.json'), infoSchema, {
    fix: "get it again from where the run came from; or put {} in its place: 'duel train RUN' fills it anew",
  }) as Partial<RunInfo> | undefined;
}

/** Writes run.json with some changes, and when. */
export function noteRunInfo(
  directory: string,
  run: Partial<Pick<RunInfo, 'name' | 'seed' | 'steps'>>,
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

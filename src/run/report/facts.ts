import { existsSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { DuelError } from '../../errors.ts';
import { configJson, type RunConfig, readConfig } from '../config/config.ts';
import { type KeptDiagnosis, readDiagnosis } from '../diagnosis/kept.ts';
import { type DialsChange, readDials } from '../directory/dials.ts';
import { type RunInfo, readRunInfo } from '../directory/info.ts';
import { type JsonLine, readJsonLines } from '../directory/jsonl.ts';
import { lockOwner } from '../directory/lock.ts';
import { ThinnedLines } from '../directory/thinned.ts';
import { type KeptEvaluation, readEvaluations } from '../evaluation/evaluationFile.ts';

/** What a page says of a run, but for its pictures. Whatever of it cannot be read is a problem, and the rest is shown. */
export interface ReportFacts {
  readonly directory: string;
  /** The folder's name. */
  readonly id: string;
  readonly info: Partial<RunInfo>;
  readonly versions: Readonly<Record<string, string>>;
  /** `killed` where run.json says running and nobody trains it. */
  readonly status: string;
  /** Steps that are done. */
  readonly step: number;
  /** Undefined where it is broken, or not the one that the run began with. */
  readonly config: RunConfig | undefined;
  /** As it stands there. */
  readonly configJson: Readonly<Record<string, unknown>> | undefined;
  readonly dials: readonly DialsChange[];
  /** Whether it began with given weights. */
  readonly hasInit: boolean;
  /** Thinned. */
  readonly metrics: readonly JsonLine[];
  readonly events: Events;
  readonly evaluations: readonly KeptEvaluation[];
  /** What the doctor found when it last looked. */
  readonly diagnosis: KeptDiagnosis | undefined;
  /** What could not be read, and why. */
  readonly problems: readonly string[];
}

/** Of events those that are told: warnings first of all. */
export interface Events {
  readonly told: readonly JsonLine[];
  /** How many more there were of them. */
  readonly omitted: number;
}

/** Curves are drawn from so many lines at most. */
const mostLines = 6000;
const mostEvents = 500;
/** What a report or a checkpoint says stands on the page elsewhere. */
const untold = new Set(['report', 'checkpoint', 'snapshot', 'step']);

/**
 * Reads what a run's folder holds, as of now.
 *
 * @throws DuelError where it is no run, or of a later version
 */
export function readFacts(directory: string): ReportFacts {
  const problems: string[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (cause) {
      if (!(cause instanceof DuelError) || cause.code === 'run/later-format') throw cause;
      problems.push(wordsOf(cause));
      return undefined;
    }
  };
  if (!['run.json', 'config.json'].some((name) => existsSync(join(directory, name)))) readConfig(directory);
  const info = attempt(() => readRunInfo(directory)) ?? {};
  const config = attempt(() => readConfig(directory));
  const json = config ? configJson(directory) : quietly(() => configJson(directory));
  const metrics = attempt(() => ThinnedLines.read(join(directory, 'metrics.jsonl'), mostLines).lines()) ?? [];
  const isTrained = attempt(() => lockOwner(directory)) !== undefined;
  const noted = info.status ?? 'unknown';
  const reached = metrics.at(-1)?.step;
  return {
    directory,
    id: basename(resolve(directory)),
    info,
    versions: versionsOf(info),
    status: isTrained ? 'running' : noted === 'running' ? 'killed' : noted,
    step: typeof reached === 'number' ? reached : (info.step ?? 0),
    config,
    configJson: json && withoutPaths(json),
    dials: attempt(() => readDials(directory)) ?? [],
    hasInit: existsSync(join(directory, 'init.safetensors')),
    metrics,
    events: attempt(() => readEvents(join(directory, 'events.jsonl'))) ?? { told: [], omitted: 0 },
    evaluations: readEvaluations(directory, (cause) => problems.push(wordsOf(cause))),
    diagnosis: attempt(() => readDiagnosis(directory)),
    problems,
  };
}

/** An error of a file of the run, on one line. */
function wordsOf({ message, where, fix }: DuelError): string {
  const file = where === undefined || message.includes(basename(where)) ? '' : `${basename(where)}: `;
  return `${file}${message}${fix === undefined ? '' : ` (${fix})`}`;
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const versionsSchema = z.record(z.string().max(40), z.string().max(80)).catch({});
const versionsOf = (info: object) => versionsSchema.parse('versions' in info ? info.versions : {});

function readEvents(path: string): Events {
  const told: JsonLine[] = [];
  let omitted = 0;
  for (const line of readJsonLines(path)) {
    if (untold.has(String(line.type)) || (line.type === 'eval' && line.isEnough !== true)) continue;
    if (told.length < mostEvents) told.push(line);
    else omitted++;
  }
  return { told, omitted };
}

/** Pages are passed on: where data lie on this machine is nobody's business, what they are called is. */
function withoutPaths<T>(json: T): T {
  if (typeof json === 'string') return (isAbsolute(json) ? basename(json) : json) as T;
  if (Array.isArray(json)) return json.map(withoutPaths) as T;
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, withoutPaths(value)])) as T;
}

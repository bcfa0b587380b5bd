import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DuelError } from '../../errors.ts';
import { fileProblem, systemCode } from '../../files/problem.ts';
import { readWholeSync } from '../../files/reading.ts';
import { readConfig } from '../config/config.ts';
import { readRunInfo } from '../directory/info.ts';
import { readJsonLines } from '../directory/jsonl.ts';
import { readSnapshot, snapshotSteps } from '../directory/snapshots.ts';
import { readEvaluations } from '../evaluation/evaluationFile.ts';
import { assertReplaceable } from '../export.ts';
import { openOutput } from '../output/outputFile.ts';
import { type SummaryValue, summaryEvent, versionEvent } from './event.ts';
import { eventFileName } from './eventFile.ts';
import { imageValue } from './png.ts';
import { record } from './records.ts';
import { valuesOfEvaluations, valuesOfStep } from './values.ts';

export interface TensorBoardExport {
  /** The folder for `tensorboard --logdir`. */
  readonly path: string;
  readonly files: readonly string[];
  /** The last step with metrics. */
  readonly step: number;
  /** Steps with metrics, pictures, and steps that were measured. */
  readonly steps: number;
  readonly pictures: number;
  readonly evaluated: number;
  /** What could not be read. */
  readonly problems: readonly string[];
}

/** So many bytes are written at once. */
const chunk = 1 << 20;

/**
 * A whole run as a folder for TensorBoard: losses, rates and speed of each step, its pictures, and what metrics gave. The
 * same run makes the same bytes in a file of the same name, so that an export of a run that has gone on takes its place.
 *
 * A run keeps no time for each step: steps are spread evenly between when it was begun and last written.
 *
 * @throws DuelError `export/not-empty` where the folder holds something else
 */
export async function exportTensorBoard(
  directory: string,
  out: string,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<TensorBoardExport> {
  readConfig(directory);
  const info = readRunInfo(directory) ?? {};
  const [begun, ended] = [info.created, info.updated].map((time) =>
    time === undefined ? 0 : Date.parse(time) / 1000,
  ) as [number, number];
  const last = Math.max(1, info.step ?? 1);
  const timeOf = (step: number) => begun + Math.max(0, ended - begun) * Math.min(1, step / last);
  const problems: string[] = [];
  const others = othersOf(directory, problems);
  const name = eventFileName(begun);
  assertReplaceable(out, new Set([name]));
  const path = join(out, name);
  const file = await openOutput(path);
  let [steps, step, pictures, evaluated] = [0, 0, 0, 0];
  let waiting: Uint8Array[] = [];
  let size = 0;
  const flush = async () => {
    await file.write(Buffer.concat(waiting));
    [waiting, size] = [[], 0];
    signal?.throwIfAborted();
    await setImmediate();
  };
  const add = async (event: Uint8Array) => {
    const bytes = record(event);
    waiting.push(bytes);
    size += bytes.length;
    if (size >= chunk) await flush();
  };
  const addOthers = async (until: number) => {
    for (; others.length > 0 && others[0]!.step <= until; others.shift()) {
      const { step, isPicture, values } = others[0]!;
      const read = values();
      if (read.length === 0) continue;
      await add(summaryEvent({ step, time: timeOf(step) }, read));
      if (isPicture) pictures++;
      else evaluated++;
    }
  };
  try {
    await add(versionEvent(begun));
    for (const line of readJsonLines(join(directory, 'metrics.jsonl'))) {
      if (!Number.isSafeInteger(line.step) || (line.step as number) < 0) continue;
      step = line.step as number;
      await addOthers(step - 1);
      const values = valuesOfStep(line);
      if (values.length > 0) await add(summaryEvent({ step, time: timeOf(step) }, values));
      steps++;
    }
    await addOthers(Number.POSITIVE_INFINITY);
    await flush();
    await file.commit();
  } catch (cause) {
    await file.discard();
    throw cause;
  }
  return { path: out, files: [path], step, steps, pictures, evaluated, problems };
}

/** What lies beside the metrics of steps: pictures and evaluations, read when their turn has come. */
interface Other {
  readonly step: number;
  readonly isPicture: boolean;
  values(): readonly SummaryValue[];
}

function othersOf(directory: string, problems: string[]): Other[] {
  const picture = (tag: string, name: string, read: () => Uint8Array) => (): SummaryValue[] => {
    try {
      const value = imageValue(tag, read());
      if (value) return [value];
      problems.push(`${name} is left out: it is no PNG`);
    } catch (cause) {
      if (systemCode(cause) === 'ENOENT') return [];
      if (!(cause instanceof DuelError)) throw fileProblem(cause, join(directory, name), { doing: 'read' });
      problems.push(`${name} is left out: ${cause.message}`);
    }
    return [];
  };
  const evaluations = valuesOfEvaluations(readEvaluations(directory, ({ message }) => problems.push(message)));
  const reals = () => readWholeSync(join(directory, 'reals.png'), 'checkpoint', { limit: 2 ** 28 });
  const all = [
    { step: 0, isPicture: true, values: picture('reals', 'reals.png', reals) },
    ...snapshotSteps(directory).map((step) => ({
      step,
      isPicture: true,
      values: picture('samples', `the picture of step ${step}`, () => readSnapshot(directory, step)),
    })),
    ...Array.from(evaluations, ([step, values]) => ({ step, isPicture: false, values: () => values })),
  ];
  return all.sort((a, b) => a.step - b.step);
}

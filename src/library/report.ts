import { checkOptions, checkText } from '../options/check.ts';
import * as kinds from '../options/kinds.ts';
import { assertOutput, writeOut } from '../run/output/outputFile.ts';
import { type Report, reportOf } from '../run/report/report.ts';

export interface ReportOptions {
  /** Writes the page there too. Default: nowhere. */
  readonly out?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A page about a run as it stands: samples over time, curves, metrics with how they were measured, warnings, the
 * configuration, and how to make it again. One HTML file below 5 MB that loads nothing.
 *
 * @throws DuelError where the folder holds no run, or one of a later version
 */
export async function report(run: string, options: ReportOptions = {}): Promise<Report> {
  checkText('report()', "a run's directory", run, 'runs/001-quickstart');
  checkOptions<ReportOptions>('report()', options, { out: kinds.text, signal: kinds.signal });
  const { out, signal } = options;
  if (out !== undefined) assertOutput(out);
  signal?.throwIfAborted();
  const made = await reportOf(run, signal);
  if (out !== undefined) await writeOut(out, made.html);
  return made;
}

import { checkOptions, checkText } from '../options/check.ts';
import * as kinds from '../options/kinds.ts';
import { type DiagnosedRun, type DiagnoseOptions, diagnoseRun } from '../run/diagnosis/diagnose.ts';

/**
 * Looks a run over, whether it trains well: its curves, its samples beside its data, its discriminator, its weights. Each
 * finding comes with the numbers that speak for it and with commands that try what may help. Writes nothing but to the cache.
 *
 * @throws DuelError where the folder holds no run, or its data are not there
 */
export async function diagnose(run: string, options: DiagnoseOptions = {}): Promise<DiagnosedRun> {
  checkText('diagnose()', "a run's directory", run, 'runs/001-quickstart');
  checkOptions<DiagnoseOptions>('diagnose()', options, {
    threads: kinds.whole(),
    signal: kinds.signal,
    dataContext: kinds.object,
    onProgress: kinds.callback,
  });
  return diagnoseRun(run, options);
}

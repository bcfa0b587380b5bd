import { join } from 'node:path';
import { DuelError } from '../../errors.ts';
import { readRunFile } from './runFile.ts';

/**
 * The version of a run's directory, which its run.json names: what lies where and what it means. Runs that began before
 * there was a second version name none.
 */
export const runFormat = 2;

/**
 * Throws where a run is of a later version than this Duel knows, before anything in it is taken for something else.
 *
 * @throws DuelError `run/later-format` of kind `checkpoint`
 */
export function assertFormat(directory: string): void {
  const path = join(directory, 'run.json');
  const { format, versions } = heldBy(path);
  if (typeof format !== 'number' || format <= runFormat) return;
  const by = typeof versions?.duel === 'string' ? `Duel ${versions.duel.slice(0, 40)}` : 'a later Duel';
  throw new DuelError(
    'checkpoint',
    'run/later-format',
    `this run is of version ${format} of the format, and this Duel knows versions up to ${runFormat}`,
    { where: path, fix: `update Duel: the run was last written by ${by}` },
  );
}

/** Whether it holds anything else that is wrong is for its reader to say. */
function heldBy(path: string): { format?: unknown; versions?: { duel?: unknown } | undefined } {
  const bytes = readRunFile(path, { fix: 'get the run again from where it came from' });
  try {
    return (bytes && JSON.parse(new TextDecoder().decode(bytes))) ?? {};
  } catch {
    return {};
  }
}

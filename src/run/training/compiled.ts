import { isDeepStrictEqual } from 'node:util';
import { DuelError } from '../../errors.ts';
import type { DataShape } from '../../gan/index.ts';
import { version } from '../../version.ts';
import { configJson, type RunConfig } from '../config/config.ts';
import { type StageConfig, stagesOf } from '../config/stages.ts';
import { graphFiles, graphNames, readPlayer, readStep, readStepDescription, writeGraph } from '../directory/graphs.ts';
import { readRunInfo } from '../directory/info.ts';
import { configChanged, type Difference, isGraphAsMade, type Made, readMade, writeMade } from '../directory/made.ts';
import { trainingStep } from './microbatch.ts';

/**
 * Compiles what is missing of a run's graphs or is not as it was made. Of a run of an earlier version, which has no hashes,
 * it compiles what cannot be read, and gives it hashes.
 *
 * @param hasBegun whether there were graphs before: what is compiled is then said
 * @returns what a person should know of it
 * @throws DuelError `run/config-changed` where a run of an earlier version has dials of other values than its configuration
 */
export function compileGraphs(
  directory: string,
  config: RunConfig,
  shapeIn: (stage: StageConfig) => DataShape,
  hasBegun: boolean,
): readonly string[] {
  const made = readMade(directory);
  const isEarlier = made === undefined && readRunInfo(directory)?.configuration === undefined;
  const anew: string[] = [];
  for (const stage of stagesOf(config)) {
    const isWhole = (name: string) =>
      isEarlier ? canBeRead(directory, stage, name) : isMade(directory, stage, name, made);
    const missing = graphNames(stage).filter((name) => !isWhole(name));
    if (isEarlier && !missing.includes('step')) assertDials(directory, stage, shapeIn(stage));
    for (const name of missing) writeGraph(directory, stage, name, shapeIn(stage));
    anew.push(...missing.map((name) => graphFiles(stage, name)[0]!));
  }
  if (!made || anew.length > 0) {
    const files = stagesOf(config).flatMap((stage) => graphNames(stage).flatMap((name) => graphFiles(stage, name)));
    writeMade(directory, configJson(directory), files);
  }
  return hasBegun && anew.length > 0 ? [saying(anew, made)] : [];
}

const isMade = (directory: string, stage: StageConfig, name: string, made: Made | undefined): boolean =>
  made !== undefined && graphFiles(stage, name).every((file) => isGraphAsMade(directory, file, made));

function canBeRead(directory: string, stage: StageConfig, name: string): boolean {
  try {
    if (name === 'step') readStep(directory, stage);
    else readPlayer(directory, stage, name);
    return true;
  } catch (error) {
    if (error instanceof DuelError && /^(graph|run)\//.test(error.code)) return false;
    throw error;
  }
}

function saying(anew: readonly string[], made: Made | undefined): string {
  const which = anew.length > 3 ? `${anew.slice(0, 3).join(', ')} and ${anew.length - 3} more` : anew.join(', ');
  const other =
    made && made.duel !== version ? `; by Duel ${version}, and before by ${made.duel}: it may round differently` : '';
  const [was, is] = anew.length === 1 ? ['was', 'is'] : ['were', 'are'];
  return `graphs/${which} ${was} missing or not as made, and ${is} compiled again from config.json${other}`;
}

/** Of a run of an earlier version, what can be compared of its configuration and its step: the values of dials. */
function assertDials(directory: string, stage: StageConfig, data: DataShape): void {
  const fed = new Map(readStepDescription(directory, stage).dials.map(({ name, value }) => [name, value]));
  const changes: Difference[] = (trainingStep(stage, data)?.description.dials ?? []).flatMap(({ name, value: is }) => {
    const was = fed.get(name);
    return was === undefined || typeof was !== typeof is || isDeepStrictEqual(was, JSON.parse(JSON.stringify(is)))
      ? []
      : [{ path: name.replace(/^([^/]+)\/learningRate$/, '$1.optimizer.learningRate'), was, is }];
  });
  if (changes.length > 0) throw configChanged(directory, changes);
}

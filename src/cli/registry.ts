import type { Command } from './command.ts';
import { augTest } from './commands/aug-test.ts';
import { dataCheck } from './commands/data-check.ts';
import { dataFetch } from './commands/data-fetch.ts';
import { datasets } from './commands/datasets.ts';
import { dial } from './commands/dial.ts';
import { doctor } from './commands/doctor.ts';
import { evalRun } from './commands/eval.ts';
import { exportRun } from './commands/export.ts';
import { playground } from './commands/playground.ts';
import { presets } from './commands/presets.ts';
import { report } from './commands/report.ts';
import { runs } from './commands/runs.ts';
import { sample } from './commands/sample.ts';
import { search } from './commands/search.ts';
import { studio } from './commands/studio.ts';
import { tell } from './commands/tell.ts';
import { timelapse } from './commands/timelapse.ts';
import { train } from './commands/train.ts';
import { translate } from './commands/translate.ts';
import { walk } from './commands/walk.ts';

/** All commands, in the order in which they are listed. */
export const commands: readonly Command[] = [
  train,
  search,
  studio,
  dial,
  tell,
  sample,
  translate,
  walk,
  timelapse,
  evalRun,
  report,
  exportRun,
  runs,
  presets,
  datasets,
  playground,
  augTest,
  dataCheck,
  dataFetch,
  doctor,
];

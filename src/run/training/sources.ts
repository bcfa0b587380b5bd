import type { Dataset } from '../../data/dataset.ts';
import { openDataset } from '../../data/index.ts';
import { DuelError } from '../../errors.ts';
import { pathWord } from '../../files/paths.ts';
import { classifierOf, translatorsOf } from '../../gan/index.ts';
import { dataRequest } from '../config/config.ts';
import { asSeenIn, type StageConfig } from '../config/stages.ts';
import type { RunInfo } from '../directory/info.ts';
import { openHeldOut } from './heldOut.ts';
import type { Keep } from './keeping.ts';
import { dataContextOf } from './options.ts';
import type { Run } from './run.ts';

/** The examples of a run: what it learns from, and what is held out where a game is tested or shown on that. */
export interface Sources {
  readonly dataset: Dataset;
  readonly test: Dataset | undefined;
  /** Why nothing is held out, where something should be. */
  readonly warning: string | undefined;
}

export async function openSources(run: Run, known: Partial<RunInfo> | undefined, keep: Keep): Promise<Sources> {
  const dataset = keep(await openData(run, known));
  return { dataset, ...(await openTests(run, keep)) };
}

/** The sources as a stage sees them. */
export const sourcesIn = (stage: StageConfig, { dataset, test, warning }: Sources): Sources => ({
  dataset: asSeenIn(stage, dataset),
  test: test && asSeenIn(stage, test),
  warning,
});

/** The run's data, which must be those that it began with. */
async function openData({ directory, config, options }: Run, known: Partial<RunInfo> | undefined): Promise<Dataset> {
  const moved = `if they lie somewhere else now: duel train ${pathWord(directory)} --data PLACE`;
  const dataset = await openDataset(dataRequest(config.data), dataContextOf(options)).catch((cause) => {
    const isMissing =
      known !== undefined && cause instanceof DuelError && /^data\/(not-found|missing)$/.test(cause.code);
    throw isMissing ? cause.withFix(`bring the run's data back, or ${moved}`) : cause;
  });
  if (known?.dataFingerprint === undefined || known.dataFingerprint === dataset.fingerprint) return dataset;
  await dataset.close();
  throw new DuelError('data', 'data/changed', 'these are not the data that this run began with', {
    where: config.data.source,
    fix: `bring the old data back; ${moved}; or start a new run`,
  });
}

/** Examples that are not learnt from, for the games that are tested on them or that draw what they make of them. */
async function openTests({ config, options }: Run, keep: Keep): Promise<Omit<Sources, 'dataset'>> {
  const classifier = classifierOf(config.game);
  if (classifier === undefined && translatorsOf(config.game).length === 0)
    return { test: undefined, warning: undefined };
  const { test, why } = await openHeldOut(config, dataContextOf(options));
  if (test) keep(test);
  const without =
    classifier === undefined ? 'the pictures are of examples that it learns from' : 'there will be no test accuracy';
  return { test, warning: why && `${without}: ${why}` };
}

import { checkOptions, checkText } from '../options/check.ts';
import * as kinds from '../options/kinds.ts';
import { type OpenGeneratorOptions, RunGenerator } from '../run/sampling/generator.ts';

export const generatorKinds: kinds.OptionKinds<OpenGeneratorOptions> = {
  checkpoint: kinds.checkpoint,
  raw: kinds.flag,
  noise: kinds.flag,
  net: kinds.text,
  threads: kinds.whole(),
};

/**
 * Opens the generator of a run on the CPU, to make samples again and again. Close it when done.
 *
 *     const generator = await openGenerator(findRun('last'));
 *     const { shape, data } = await generator.generate(generator.latents([0, 1, 2]));
 *     await generator.close();
 *
 * @param run a run's directory
 * @throws DuelError where the run's game makes no samples, or where the checkpoint is missing or broken
 */
export async function openGenerator(run: string, options: OpenGeneratorOptions = {}): Promise<RunGenerator> {
  checkText('openGenerator()', "a run's directory", run, 'runs/001-quickstart');
  checkOptions('openGenerator()', options, generatorKinds);
  return RunGenerator.open(run, options);
}

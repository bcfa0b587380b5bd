import { printableLine } from '../../files/printable.ts';
import type { Values } from '../../metrics/metric.ts';
import { defineCommand } from '../command.ts';
import { counter } from '../counter.ts';
import { shown } from '../invocation.ts';
import { checkpoint, count, flag, list, seeds, text } from '../options.ts';
import { table } from '../style.ts';
import { usage } from '../usage.ts';

export const evalRun = defineCommand({
  name: 'eval',
  summary: 'judges the generator of a run by numbers',
  args: [{ name: 'RUN', help: "a run's directory, its name or number inside --runs, or 'last'" }],
  options: {
    metrics: text('NAME,…', 'modes, classes (default: all that mean something on its data and have what they need)'),
    n: count('N', 'samples: seeds 0 to N-1 (default: what is customary, e.g. 2,500 points)', {
      short: 'n',
      most: 1_000_000,
    }),
    seeds: seeds('which samples, e.g. 0-2499; sample i follows from seed i alone'),
    checkpoint: checkpoint(),
    raw: flag('the weights as trained, where the run keeps their average too'),
    judge: text('RUN', 'the run of a classifier, which reads images for the metrics'),
    data: text('DIR', 'where --input and --target are, if not here'),
    input: text('DIR|zip', 'of pairs of your own: what is translated; equal file names are pairs'),
    target: text('DIR|zip', 'and what it should become'),
    require: list("'NAME>=X'", 'ends with exit code 7 unless it holds; >= <= > < =='),
    runs: text('DIR', 'folder of runs (default runs)'),
  },
  notes:
    "modes: of a mixture of Gaussians (ring, grid), how many have a sample within 3 sigma ('modes' of 'of'), the share " +
    "of such samples ('highQuality'), KL(these by mode ‖ uniform) ('klReverse'), their root mean square distance in " +
    "sigmas ('deviation'). Of stacked-mnist, how many of 1,000 combinations the judge reads.\n" +
    "classes: how many classes the judge finds in 3 % or more of the samples ('classes'), the rarest one's share " +
    "('smallest'), and how sure it is ('confidence'). Of a generator that is told the class, also the share of the samples " +
    "that are judged to be of the class asked for ('agreement'), by class ('asked'), and the lowest ('smallestAgreement'); " +
    'of an InfoGAN the same, each value of its first code standing for one class, as suits best.\n' +
    'Of a run that makes pictures from pictures, how near its results are to the targets that are held out: mean absolute ' +
    "difference ('l1', of the range), 'psnr', 'ssim', and the same of the inputs themselves ('inputL1', …); of two " +
    "domains what is left after the way back ('wayBackL1').\n" +
    "The result is kept in the run's folder eval/.",
  examples: [
    { command: 'duel eval last', does: 'all metrics that need nothing else' },
    { command: "duel eval last --metrics modes --require 'modes>=8' --require 'highQuality>=0.9'", does: 'a check' },
    { command: 'duel train classifier --data mnist', does: 'a judge for pictures of digits' },
    { command: 'duel eval 3 --metrics classes --judge last', does: 'what it reads in 1,000 samples of run 3' },
    {
      command: "duel eval 3 --judge last --require 'smallestAgreement>=0.95'",
      does: 'whether it makes what it is told',
    },
  ],

  async run({ args, options, output }) {
    if (options.seeds !== undefined && options.n !== undefined)
      throw usage('contradiction', '--n and --seeds both say which samples', { fix: 'leave one of them out' });
    const { findRun } = await import('../../run/directory/directory.ts');
    const { evaluate } = await import('../../run/evaluation/evaluate.ts');
    const { runs = 'runs', ...wish } = options;
    const { notes, ...result } = await evaluate(findRun(args[0]!, runs), {
      ...wish,
      keep: true,
      metrics: options.metrics?.split(',').map((name) => name.trim()),
      judge: options.judge === undefined ? undefined : findRun(options.judge, runs),
      onProgress: counter(output, 'samples'),
    });
    const { yellow, red } = output.noteStyle;
    for (const note of notes) output.note(`${yellow('note:')} ${printableLine(note)}`);
    const { n, seeds: from } = result.measured;
    const step = result.step.toLocaleString('en-US');
    const isOfSeeds = /^\d/.test(from);
    output.note(
      `${n.toLocaleString('en-US')} ${isOfSeeds ? 'samples' : 'examples'} of step ${step}, ${isOfSeeds ? 'seeds ' : ''}${from}`,
    );
    output.result(result, await rowsOf(result.metrics, output.style.cyan));
    if (result.file !== undefined) output.note(`kept in ${shown(result.file)}`);
    for (const { require, value, met } of result.requirements)
      if (!met) output.note(`${red('not met:')} ${require} (it is ${Number(value.toPrecision(6))})`);
    return result.met ? 0 : 7;
  },
});

async function rowsOf(results: Readonly<Record<string, Values>>, paint: (text: string) => string) {
  const { metrics } = await import('../../metrics/registry.ts');
  const { showTranslation } = await import('../../metrics/likeness.ts');
  const showOf = (name: string) => metrics.find((metric) => metric.name === name)?.show ?? showTranslation;
  return table(
    Object.entries(results).flatMap(([name, values]) =>
      showOf(name)(values).map(([what, text]) => [paint(name), what, text]),
    ),
  );
}

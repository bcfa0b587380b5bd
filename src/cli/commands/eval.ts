import { printableLine } from '../../files/printable.ts';
import type { Comparison } from '../../run/evaluation/compare.ts';
import type { Measured } from '../../run/evaluation/evaluate.ts';
import type { OptionValues } from '../command.ts';
import { defineCommand } from '../command.ts';
import { counter } from '../counter.ts';
import { shown } from '../invocation.ts';
import { checkpoint, count, flag, list, resolution, seeds, text } from '../options.ts';
import type { Output } from '../output.ts';
import { table } from '../style.ts';
import { usage } from '../usage.ts';

const options = {
  metrics: text(
    'NAME,…',
    'modes, wasserstein, mmd, classes, fid, classfid, kid, prdc, c2st, is, swd, msssim, copies, cas, ppl, pplw (default: all that mean something on its data, but the last three)',
  ),
  n: count('N', 'samples: seeds 0 to N-1 (default: what is customary, e.g. 2,500 points, 10,000 pictures)', {
    short: 'n',
    most: 1_000_000,
  }),
  seeds: seeds('which samples, e.g. 0-2499; sample i follows from seed i alone'),
  checkpoint: checkpoint(),
  raw: flag('the weights as trained, where the run keeps their average too'),
  judge: text(
    'RUN',
    'the run of a classifier, which reads images for the metrics (default: Duel trains one, once for each data set)',
  ),
  extractor: text(
    'FILE.onnx|inception:FILE.pth',
    'the network that reads features for fid, classfid, kid, prdc, c2st, copies and ppl (default: the judge)',
  ),
  data: text('DIR', 'where --input and --target are, if not here'),
  input: text('DIR|zip', 'of pairs of your own: what is translated; equal file names are pairs'),
  target: text('DIR|zip', 'and what it should become'),
  require: list("'NAME>=X'", 'ends with exit code 7 unless it holds; >= <= > < =='),
  resolution: resolution('size that the pictures of both are brought to, with REALS'),
  runs: text('DIR', 'folder of runs (default runs)'),
};

export const evalRun = defineCommand({
  name: 'eval',
  summary: 'judges the generator of a run by numbers',
  args: [
    { name: 'RUN', help: "a run's directory, its name or number inside --runs, or 'last'; or samples of anything" },
    {
      name: 'REALS',
      help: 'with samples of anything, a folder, zip or .npy file: what they should look like, likewise, or a data set',
      optional: true,
    },
  ],
  options,
  notes:
    "modes: of a mixture of Gaussians (ring, grid), how many have a sample within 3 sigma ('modes' of 'of'), the share " +
    "of such samples ('highQuality'), KL(these by mode ‖ uniform) ('klReverse'), their root mean square distance in " +
    "sigmas ('deviation'). Of stacked-mnist, how many of 1,000 combinations the judge reads.\n" +
    "wasserstein, mmd: how far points lie from as many real ones, by the best pairing ('w1', 'w2', beside 'floor', what real " +
    "ones have of each other) and by Gaussian kernels ('mmd').\n" +
    "fid, kid: how far features of samples lie from those of real examples, by the Fréchet distance ('fid', with a 95 % " +
    "interval, its limit for infinitely many samples, and what real examples have: 'low', 'high', 'infinite', 'floor') and " +
    "by a kernel ('kid'). Features are the judge's, so that numbers of one data set compare, and none with those of papers; " +
    "or those of any network in an ONNX file: --extractor 'FILE.onnx?range=0,1&layout=nchw&output=NAME&size=96', of which is " +
    "left out what the file says: the numbers of black and white (or imagenet), the axes, the value taken, the pictures' size; " +
    'or those that papers call FID, of the InceptionV3 whose weights pytorch-fid publishes: --extractor inception:FILE.pth.\n' +
    'classfid: the Fréchet distance of each class from real examples of it, of a generator that is told the class, their mean ' +
    "('classFid') and the largest ('largestClassFid').\n" +
    "prdc: the share of samples that lie among real examples ('precision'), of these that lie among samples ('recall'), and " +
    "the same by counts of neighbours ('density', 'coverage'); beside each what real examples have.\n" +
    "c2st: how often a classifier of nearest neighbours tells samples from real examples ('c2st', with a p-value).\n" +
    "is: the Inception Score, by the judge's classes. swd: sliced Wasserstein distance of patches at each size. msssim: how " +
    'alike samples are to one another. copies: whether they lie nearer to what was learned from than new examples do.\n' +
    "classes: how many classes the judge finds in 3 % or more of the samples ('classes'), the rarest one's share " +
    "('smallest'), and how sure it is ('confidence'). Of a generator that is told the class, also the share of the samples " +
    "that are judged to be of the class asked for ('agreement'), by class ('asked'), and the lowest ('smallestAgreement'); " +
    'of an InfoGAN the same, each value of its first code standing for one class, as suits best.\n' +
    'cas: the classification accuracy score of a generator that is told the class: the share of new examples that a classifier ' +
    "names which has learned from samples alone ('cas'), beside the judge on these ('realCas') and on samples ('reverse'). It " +
    'takes as long as a judge, minutes on 60,000 examples, and is measured where it is named.\n' +
    "ppl, pplw: the perceptual path length, how much features change along short steps between latents ('ppl'), or between " +
    "what a mapping network makes of them ('pplw'). Measured where they are named.\n" +
    'Of a run that makes pictures from pictures, how near its results are to the targets that are held out: mean absolute ' +
    "difference ('l1', of the range), 'psnr', 'ssim', and the same of the inputs themselves ('inputL1', …); of two " +
    "domains what is left after the way back ('wayBackL1').\n" +
    "The result is kept in the run's folder eval/.",
  examples: [
    { command: 'duel eval last', does: 'all metrics that mean something' },
    { command: "duel eval last --metrics modes --require 'modes>=8' --require 'highQuality>=0.9'", does: 'a check' },
    {
      command: 'duel eval samples/ photos/ --resolution 64',
      does: 'what anything else has made, beside real pictures',
    },
    { command: "duel eval 3 --metrics fid --require 'fid<=20'", does: 'another, on 10,000 pictures' },
    { command: 'duel eval 3 --metrics classes --judge 2', does: 'what a classifier of yours reads in 1,000 samples' },
    {
      command: "duel eval 3 --require 'smallestAgreement>=0.95'",
      does: 'whether it makes what it is told',
    },
  ],

  async run({ args, options: given, output }) {
    if (given.seeds !== undefined && given.n !== undefined)
      throw usage('contradiction', '--n and --seeds both say which samples', { fix: 'leave one of them out' });
    if (args[1] !== undefined) return compareData(args[0]!, args[1], given, output);
    if (given.resolution !== undefined)
      throw usage('contradiction', 'a run says of what size its pictures are', { fix: 'leave --resolution out' });
    const { findRun } = await import('../../run/directory/directory.ts');
    const { evaluate } = await import('../../run/evaluation/evaluate.ts');
    const { runs, resolution: _, ...wish } = given;
    const result = await evaluate(findRun(args[0]!, runs ?? 'runs'), {
      ...wish,
      ...(await readers(given)),
      keep: true,
      onProgress: counter(output, 'samples'),
    });
    return sayResult(result, output);
  },
});

type Given = OptionValues<typeof options>;

/** The metrics by their names, and the judge's run. */
async function readers({ metrics, judge, runs = 'runs' }: Given) {
  const { findRun } = await import('../../run/directory/directory.ts');
  return {
    metrics: metrics?.split(',').map((name) => name.trim()),
    judge: judge === undefined ? undefined : findRun(judge, runs),
  };
}

/** Measures samples that something else has made. */
async function compareData(samples: string, reals: string, given: Given, output: Output): Promise<number> {
  const { n, extractor, require, resolution: size } = given;
  const useless = (['seeds', 'checkpoint', 'raw', 'data', 'input', 'target'] as const).find((name) => given[name]);
  if (useless !== undefined)
    throw usage('contradiction', `--${useless} is for runs, and ${samples} is no run where real examples are named`, {
      fix: `leave --${useless} out, or ${reals}`,
    });
  const { compare } = await import('../../run/evaluation/compare.ts');
  const wish = { n, extractor, require, resolution: size, ...(await readers(given)) };
  return sayResult(await compare(samples, reals, { ...wish, onProgress: counter(output, 'samples') }), output);
}

async function sayResult(
  { notes, ...result }: Comparison & { readonly step?: number; readonly file?: string; readonly picture?: string },
  output: Output,
): Promise<number> {
  const { yellow, red } = output.noteStyle;
  for (const note of notes) output.note(`${yellow('note:')} ${printableLine(note)}`);
  for (const line of howMeasured(result)) output.note(line);
  output.result(result, await rowsOf(result, output.style.cyan));
  if (result.file !== undefined) output.note(`kept in ${shown(result.file)}`);
  if (result.picture !== undefined) output.note(`samples beside their nearest examples: ${shown(result.picture)}`);
  for (const { require, value, met } of result.requirements)
    if (!met) output.note(`${red('not met:')} ${require} (it is ${Number(value.toPrecision(6))})`);
  return result.met ? 0 : 7;
}

/** What was measured, and by whom it was read. */
function howMeasured({ step, measured }: Pick<Comparison, 'measured'> & { readonly step?: number }): string[] {
  const all = Object.values(measured);
  const { n, seeds } = all.reduce((a, b) => (b.n > a.n ? b : a));
  const isOfSeeds = /^\d/.test(seeds);
  const count = n.toLocaleString('en-US');
  const what =
    step === undefined
      ? `${count} samples of ${printableLine(seeds)}`
      : `${count} ${isOfSeeds ? 'samples' : 'examples'} of step ${step.toLocaleString('en-US')}, ${isOfSeeds ? 'seeds ' : ''}${seeds}`;
  const reals = all.flatMap(({ reals }) => reals ?? []).sort((a, b) => b.n - a.n)[0];
  const beside = reals ? [`beside ${reals.n.toLocaleString('en-US')} examples of ${reals.of}`] : [];
  const judges = new Map(all.flatMap(({ judge }) => (judge ? [[judge.hash, judge] as const] : [])));
  const extractor = all.find(({ extractor }) => extractor)?.extractor;
  const byFile = extractor ? [featuresBy(extractor)] : [];
  return [[what, ...beside].join(' '), ...Array.from(judges.values(), readBy), ...byFile];
}

function readBy({ run, step, task, accuracy }: NonNullable<Measured['judge']>): string {
  if (task === undefined) return `read by the classifier of ${shown(run)}, step ${step.toLocaleString('en-US')}`;
  const learned = task === 'classes' ? 'to name their classes' : 'to tell by how much they are turned';
  const right =
    accuracy === undefined
      ? ''
      : `, which it does rightly for ${(100 * accuracy).toFixed(1)} % of those it had not seen`;
  return `read by a network that Duel trained on these data ${learned}${right}`;
}

function featuresBy({ file, output, width, intake }: NonNullable<Measured['extractor']>): string {
  const { height, channels } = intake;
  const shown = `${height}×${intake.width} ${channels === 1 ? 'in grey' : 'in colour'}`;
  return `features by ${printableLine(file)}: ${width.toLocaleString('en-US')} numbers ('${printableLine(output)}') of pictures of ${shown}`;
}

async function rowsOf(
  { metrics: results, measured }: Pick<Comparison, 'metrics' | 'measured'>,
  paint: (text: string) => string,
) {
  const { metrics } = await import('../../metrics/registry.ts');
  const { showTranslation } = await import('../../metrics/likeness.ts');
  const showOf = (name: string) => metrics.find((metric) => metric.name === name)?.show ?? showTranslation;
  // only what that network reads is what papers call FID
  const titleOf = (what: string, name: string) =>
    name === 'fid' && what === 'Fréchet distance' && measured[name]?.extractor?.network ? 'FID (InceptionV3)' : what;
  return table(
    Object.entries(results).flatMap(([name, values]) =>
      showOf(name)(values, measured[name]?.classes).map(([what, text]) => [paint(name), titleOf(what, name), text]),
    ),
  );
}

import { dirname } from 'node:path';
import { layouts } from '../../data/arrays/layouts.ts';
import { flagOf } from '../../options/flag.ts';
import type { RunConfig } from '../../run/config/config.ts';
import type { StageConfig } from '../../run/config/stages.ts';
import type { RunEvent } from '../../run/directory/events.ts';
import type { Studio } from '../../studio/serve.ts';
import { defineCommand } from '../command.ts';
import { type DeviceChoice, deviceChoices } from '../deviceChoices.ts';
import { fromHere, invocation, quoted, shown } from '../invocation.ts';
import { choice, count, countOr, flag, list, names, number, range, resolution, text } from '../options.ts';
import type { Output } from '../output.ts';
import { changesOf } from '../train/changes.ts';
import { usage } from '../usage.ts';

const options = {
  data: text(
    'DIR|zip|file',
    "a data set's name, a folder or zip of pictures, an IDX, .npy or .csv file; of a run that goes on, where its data are now",
  ),
  resolution: resolution(
    'size that pictures are brought to: a number, or height and width such as 48x64; without it one is chosen, and said',
  ),
  fit: choice(['crop', 'pad', 'stretch'], 'how a picture of other proportions gets these (default crop)'),
  crop: resolution('random parts of this size are cut out of pictures of the resolution'),
  flip: flag('half of the pictures are mirrored left to right'),
  pairs: text(
    'HOW',
    'what is made of each picture, to be made a picture of again: grey, down:4, mask:0.25, noise:0.1, blur:2, edges; or ' +
      'side-by-side: inputs and targets are its halves',
  ),
  input: text('DIR|zip', 'of pairs with equal file names, what is put in: a folder in --data, or a path'),
  target: text('DIR|zip', 'and what is to come out'),
  domainA: text('DIR|zip', 'pictures of the first of two domains, for cyclegan: a folder in --data, or a path'),
  domainB: text('DIR|zip', 'pictures of the second'),
  holdOut: number('SHARE', 'share of the pictures that is not learnt from, to be judged on', [0.001, 0.9]),
  layout: choice(layouts, 'which axis of an array is which: n examples, c channels, t time'),
  columns: names('A,B', 'columns of a table, by their names (default: all)'),
  noHeader: flag('the first line of a table is a row, whatever it looks like'),
  range: range("what the data's own values span (default: as found; --range=-1,1: as they are)"),
  steps: count('N', 'steps in total, also when a run goes on'),
  batch: count('N', "batch of the generator's update; the discriminator's keeps its proportion"),
  microbatch: count('N', 'computes a batch in parts of N, with the same gradient in less memory'),
  gradientNorms: flag("reports the length of each player's gradient at every step, before its optimizer clips it"),
  seed: count('N', 'every random number follows from it (default 0)', { least: 0 }),
  device: choice(deviceChoices, 'where to compute (default auto: a real GPU if there is one, else the CPU)'),
  deterministic: flag('2 threads and nothing else chosen to suit the machine: the same numbers on its like'),
  threads: count(
    'N',
    'threads of the CPU (default all, at most four to a processor); results are the same to the bit for the same number',
  ),
  out: text('DIR', 'folder of runs (default runs)'),
  name: text('NAME', "the run's name (default: the preset's)"),
  set: list(
    'PATH=VALUE',
    'changes any key of the configuration, e.g. loss=hinge, or penalties.0=r1 with penalties.0.weight=1; of a run that ' +
      'goes on learning rates, weights and decays',
  ),
  stretchSchedules: flag('lets schedules go over the new --steps of a run that goes on; else they keep their length'),
  snapshotEvery: count('N', 'steps between pictures, each with a checkpoint'),
  keep: count('N', 'newest checkpoints that stay (default 3); the best and the last stay always'),
  evalEvery: countOr(
    'auto',
    'steps between measurements of its samples (fid, or of points klReverse), by which the best checkpoint is found; auto: ' +
      'as many as add a twentieth to its time on a CPU',
  ),
  bestBy: text('NAME', 'the number that decides which is the best, e.g. coverage (default fid, of points klReverse)'),
  patience: count('N', 'measurements in a row that bring nothing better before the training ends'),
  tensorboard: flag(
    "writes what TensorBoard reads into the run's folder tensorboard/ while it trains; a run that goes on keeps to it",
  ),
  studio: flag('serves the studio while it trains, a page to watch and steer it with'),
  onDivergence: text(
    'WHAT',
    'what is done where numbers become NaN: stop (the default), rollback to the last snapshot, at most three times, or ' +
      'rollback:0.5 with half the learning rates',
  ),
  init: text(
    'RUN[@STEP]|FILE',
    'begins with the weights of a run or a .safetensors file, where names and shapes agree',
  ),
  freeze: list('PLAYER:N', 'keeps the first N layers with parameters of a player, e.g. discriminator:4'),
  dryRun: flag('prints the resolved configuration and the networks, trains nothing, writes nothing'),
};

/** What a run that goes on cannot change: it would be another run. */
const fixedByRun = [
  'init',
  'freeze',
  'resolution',
  'fit',
  'crop',
  'flip',
  'pairs',
  'holdOut',
  'layout',
  'columns',
  'header',
  'range',
  'batch',
  'microbatch',
  'gradientNorms',
  'seed',
  'name',
] as const;

export const train = defineCommand({
  name: 'train',
  summary: 'trains a GAN, or goes on with a run',
  args: [
    {
      name: 'WHAT',
      help:
        "a preset (see 'duel presets'), CONFIG.json, a file of your own (my-gan.ts or .js) that exports a preset, or a " +
        "run's directory, name or number, or 'last', to go on with it",
    },
  ],
  options,
  ownThread: true,
  notes:
    'Ctrl-C finishes the step, saves and prints the command that goes on; twice ends at once. Before the first step there is ' +
    'nothing to save, and the run is taken back. A terminal that is closed saves too; what nohup started goes on.\n' +
    'Each run is a folder, runs/NNN-NAME: pictures in samples/, checkpoints, metrics.jsonl, curves.png.',
  examples: [
    { command: 'duel train quickstart', does: 'digits within two minutes, needs no data' },
    { command: 'duel train mnist-mlp --steps 2000 --seed 7', does: 'a preset with changes' },
    { command: 'duel train dcgan --data photos/ --resolution 64', does: 'pictures of your own' },
    { command: 'duel train mnist-dcgan --set augment=ada', does: 'a technique more, by its name' },
    { command: 'duel train last --steps 20000', does: 'the last run goes on' },
    { command: 'duel train dcgan --data photos/ --studio', does: 'with a page to watch it in' },
    { command: 'duel train last --set generator.optimizer.learningRate=1e-5', does: 'it goes on at a lower rate' },
    { command: 'duel train mnist-mlp --dry-run > my.json', does: 'a configuration to edit' },
  ],

  async run({ args, options: given, output, watch: watched }) {
    const {
      device,
      threads,
      deterministic,
      out = 'runs',
      name,
      dryRun,
      stretchSchedules,
      tensorboard,
      studio: withStudio,
      ...rest
    } = given;
    const changes = changesOf(rest);
    const { findTarget } = await import('../train/target.ts');
    const target = await findTarget(args[0]!, out);
    const { train, resume } = await import('../../run/training/train.ts');
    const { resolveConfig, warningsFor } = await import('../../run/training/resolve.ts');
    const { changedRun } = await import('../../run/training/dials.ts');
    const { watchHere } = await import('../train/signals.ts');
    const { Progress } = await import('../train/progress.ts');

    if (target.type === 'run')
      await checkChanges(target.directory, {
        ...given,
        header: changes.header,
        flip: changes.flip,
        gradientNorms: changes.gradientNorms,
      });
    else if (stretchSchedules)
      throw usage(
        'contradiction',
        '--stretch-schedules is for a run that goes on; schedules of a new one go over --steps',
        {
          fix: 'leave --stretch-schedules out',
        },
      );
    if (dryRun) {
      const config =
        target.type === 'run'
          ? changedRun(target.directory, changes.set)
          : await resolveConfig(target.what, changes, {}, (notice) => {
              if (notice.type === 'warning') output.warn(notice.message);
              else for (const found of notice.found) output.note(found);
            });
      await printConfig(config, warningsFor(config), output);
      return 0;
    }

    const progress = new Progress(output);
    const watch = watched ?? watchHere((text) => progress.say(text));
    if (target.type === 'run') watch.goesOn(target.directory);
    const began = performance.now();
    let from = 0;
    const common = {
      threads,
      deterministic,
      ...(tensorboard && { tensorboard }),
      device: await deviceFor(device, target.type === 'run'),
      signal: watch.signal,
      on: (event: RunEvent) => {
        if (event.type === 'start') {
          from = event.from;
          watch.begun();
        }
        if (event.type === 'checkpoint') watch.saved();
        if (output.json) output.print(JSON.stringify(event));
        progress.on(event);
      },
      dataContext: { onProgress: progress.data.bind(progress) },
    };
    let studio: Studio | undefined;
    try {
      if (withStudio) {
        const { studioBeside } = await import('../train/studio.ts');
        studio = await studioBeside(target.type === 'run' ? dirname(target.directory) : out, output);
      }
      const result =
        target.type === 'run'
          ? await resume(target.directory, { ...common, ...changes, stretchSchedules })
          : await train(target.what, { ...common, ...changes, out, name });
      progress.clear();
      return sayEnd({ ...result, from }, (performance.now() - began) / 1000, watch.exitCode(), output);
    } catch (error) {
      progress.clear();
      const code = watch.exitCode();
      // stopped while the data of a test were being read: the state is saved
      if (code === undefined || (error as Error).name !== 'AbortError') throw error;
      output.note('stopped');
      return code;
    } finally {
      watch.release();
      await studio?.close();
    }
  },
});

/** Throws where a run that goes on is asked for what would make it another run. */
async function checkChanges(
  directory: string,
  given: Readonly<Partial<Record<(typeof fixedByRun)[number] | 'steps', unknown>>>,
): Promise<void> {
  const run = quoted(fromHere(directory));
  const fixed = fixedByRun.find((key) => given[key] !== undefined && String(given[key]) !== '');
  if (fixed !== undefined)
    throw usage(
      'fixed-by-run',
      `${fixed === 'header' ? '--no-header' : flagOf(fixed)} cannot change in a run that goes on`,
      {
        where: run,
        fix: `start a new run from its configuration: duel train ${run}/config.json ${fixed === 'header' ? '--no-header' : fixed === 'flip' || fixed === 'gradientNorms' ? flagOf(fixed) : `${flagOf(fixed)} …`}`,
      },
    );
  const { Checkpoints } = await import('../../run/directory/checkpoints.ts');
  const { readConfig } = await import('../../run/config/config.ts');
  const { join } = await import('node:path');
  const done = new Checkpoints(join(directory, 'checkpoints')).last()?.step ?? 0;
  const steps = (given.steps as number | undefined) ?? readConfig(directory).steps;
  if (done > steps)
    throw usage('steps-done', `this run has ${done} steps behind it; --steps is the total`, {
      where: run,
      fix: `duel train ${run} --steps ${2 * done}`,
    });
}

/** A new run chooses its device; one that goes on keeps its own unless told otherwise. */
async function deviceFor(choice: DeviceChoice | undefined, goesOn: boolean) {
  if (choice === undefined && goesOn) return undefined;
  const { chooseDevice } = await import('../device.ts');
  return chooseDevice(choice ?? 'auto');
}

/** The command that makes something with the run. */
async function whatNext(directory: string, run: string, paint: (text: string) => string): Promise<string> {
  const { readConfig } = await import('../../run/config/config.ts');
  const { translatorsOf } = await import('../../gan/index.ts');
  const isTranslator = translatorsOf(readConfig(directory).game).length > 0;
  if (!isTranslator) return `  sample    ${paint(`${invocation()} sample ${run}`)}`;
  return `  translate ${paint(`${invocation()} translate ${run} --in PICTURES --out DIR`)}`;
}

async function sayEnd(
  { directory, step, status, from }: { directory: string; step: number; status: string; from: number },
  seconds: number,
  exitCode: number | undefined,
  output: Output,
): Promise<number> {
  const { join } = await import('node:path');
  const { existsSync } = await import('node:fs');
  const { duration } = await import('../train/words.ts');
  const { bold, green, yellow, cyan } = output.noteStyle;
  const run = quoted(fromHere(directory));
  const picture = join(directory, 'samples', `${String(step).padStart(9, '0')}.png`);
  const steps = step.toLocaleString('en-US');
  const lines =
    status === 'interrupted'
      ? [`${yellow('interrupted')} at step ${steps}, saved in ${bold(run)}`]
      : [
          from < step
            ? `${green('finished')} ${steps} steps${from > 0 ? `, ${(step - from).toLocaleString('en-US')} of them now,` : ''} in ${duration(seconds)}: ${bold(run)}`
            : `all ${steps} steps of ${bold(run)} are done; --steps ${2 * step} would go on`,
        ];
  if (existsSync(picture)) lines.push(`  pictures  ${cyan(shown(picture))}`);
  lines.push(`  losses    ${cyan(shown(join(directory, 'curves.png')))}`);
  if (status === 'interrupted') lines.push(`  go on     ${cyan(`${invocation()} train ${run}`)}`);
  else if (existsSync(picture)) lines.push(await whatNext(directory, run, cyan));
  for (const line of lines) output.note(line);
  return status === 'interrupted' ? (exitCode ?? 130) : 0;
}

/** The configuration to stdout, so that it can be kept; the networks and warnings beside it. */
async function printConfig(config: RunConfig, warnings: readonly string[], output: Output): Promise<void> {
  const { plain } = await import('../../run/config/config.ts');
  const { stagesOf } = await import('../../run/config/stages.ts');
  const { playersOf } = await import('../../gan/index.ts');
  const { describe, summary } = await import('../../nn/index.ts');
  const { sizeOf } = await import('../../tensor/index.ts');
  const players = Object.entries(playersOf(config.game));
  if (!output.json) for (const [name, { network }] of players) output.note(`${summary(network, name)}\n`);
  const stages = stageList(stagesOf(config), config.steps);
  if (!output.json && stages.length > 1) for (const stage of stages) output.note(stageLine(stage, stages.length));
  const networks = Object.fromEntries(
    players.map(([name, { network }]) => {
      const { variables, outputShape } = describe(network);
      const parameters = variables.reduce((n, v) => n + sizeOf(v.shape), 0);
      return [name, { parameters, inputs: network.inputs, output: outputShape.slice(1) }];
    }),
  );
  const staged = stages.length > 1 && { stages };
  output.result({ config: plain(config), networks, ...staged, warnings }, JSON.stringify(plain(config), null, 2));
  for (const warning of warnings) output.warn(warning);
}

/** The stages of a run with the first and the last step of each. */
const stageList = (stages: readonly StageConfig[], steps: number) =>
  stages.map(({ stage: { number, from, until, about } }) => ({
    stage: number,
    ...(about !== undefined && { about }),
    from: from + 1,
    until: Math.min(until, steps),
  }));

function stageLine({ stage, about, from, until }: ReturnType<typeof stageList>[number], of: number): string {
  const [first, last] = [from, until].map((n) => n.toLocaleString('en-US'));
  const when = from > until ? 'not reached' : `steps ${first} to ${last}`;
  return `stage ${stage} of ${of}: ${about === undefined ? '' : `${about}, `}${when}`;
}

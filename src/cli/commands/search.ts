import type { SearchEvent, SearchResult } from '../../run/search/search.ts';
import { defineCommand } from '../command.ts';
import { deviceChoices } from '../deviceChoices.ts';
import { fromHere, invocation, quoted, shown } from '../invocation.ts';
import { choice, count, flag, list, number, resolution, text } from '../options.ts';
import type { Output } from '../output.ts';
import { usage } from '../usage.ts';

export const search = defineCommand({
  name: 'search',
  summary: 'searches better settings: many trials, of which the best train on',
  args: [
    { name: 'WHAT', help: "a preset (see 'duel presets'), CONFIG.json, or a file of your own that exports a preset" },
  ],
  options: {
    trials: count('N', 'trials (default 20); the first is WHAT as it is', { most: 10_000 }),
    over: list(
      "'PATH=VALUES'",
      'what is searched over: 1e-4..1e-2 with :log or :int behind it, or A,B,C; paths as of --set, or batch (default: learning ' +
        'rates, weights of penalties and beta1)',
    ),
    metric: text('NAME', 'the number that decides (default fid, of points klReverse)'),
    steps: count('N', 'steps of the trials that come furthest (default: as WHAT says)'),
    minSteps: count('N', 'fewest steps of a trial (default: a ninth of --steps)'),
    factor: count('N', 'one in N trials goes on from rung to rung, to N times the steps (default 3)', {
      least: 2,
      most: 100,
    }),
    confirm: count('N', 'other seeds at which the best is trained again beside WHAT as it is (default 3)', {
      least: 0,
      most: 1000,
    }),
    parallel: count('N', 'trials at a time, which share the threads (default 1)', { most: 64 }),
    seed: count('N', 'every random number follows from it (default 0)', { least: 0 }),
    set: list('PATH=VALUE', 'changes a key of the configuration in all trials, as of train'),
    batch: count('N', "batch of the generator's update in all trials"),
    data: text('DIR|zip|file', "a data set's name, a folder or zip of pictures, an IDX, .npy or .csv file"),
    resolution: resolution('size that pictures are brought to'),
    flip: flag('half of the pictures are mirrored left to right'),
    holdOut: number('SHARE', 'share of the pictures that is not learnt from', [0.001, 0.9]),
    device: choice(deviceChoices, 'where to compute (default auto: a real GPU if there is one, else the CPU)'),
    threads: count('N', 'threads of the CPU for each trial at work (default all, shared)'),
    out: text('DIR', "the search's folder (default searches/NAME); a search that is there goes on"),
  },
  ownThread: true,
  notes:
    'Asynchronous successive halving (Li et al. 2020): all trials train for a ninth of the steps; a third of them, the best by ' +
    'the metric, for a third; a third of these for all.\n' +
    'Each trial is a run in the folder of the search, for all other commands. Ctrl-C saves; the same command goes on, and ' +
    'ends with what it would have ended with. More --trials go on too.\n' +
    "The result is in the folder's search.json, and drawn in search.png.",
  examples: [
    {
      command: 'duel search quickstart',
      does: '20 trials over rates and beta1, the best confirmed at three other seeds',
    },
    {
      command: "duel search quickstart --over 'generator.ema=0.9..0.999' --over batch=32,64",
      does: 'over what you choose',
    },
    {
      command: 'duel search ring --metric modes --over loss=hinge,leastSquares',
      does: 'losses, by the modes found',
    },
    { command: 'duel eval 7 --runs searches/quickstart', does: 'a trial is a run' },
  ],

  async run({ args, options: { device, flip, over, set, ...given }, output, watch: watched }) {
    const { findTarget } = await import('../train/target.ts');
    const target = await findTarget(args[0]!, 'runs');
    if (target.type === 'run')
      throw usage('search-run', 'a run has its settings already; trials are new runs', {
        where: args[0]!,
        fix: `search from its configuration: duel search ${quoted(fromHere(target.directory))}/config.json`,
      });
    const { search: searchFor } = await import('../../library/search.ts');
    const { chooseDevice } = await import('../device.ts');
    const { watchHere } = await import('../train/signals.ts');
    const { SearchProgress } = await import('../search/progress.ts');
    const progress = new SearchProgress(output);
    const watch = watched ?? watchHere((line) => progress.say(line));
    try {
      const result = await searchFor(target.what, {
        ...given,
        ...(flip && { flip }),
        ...(over.length > 0 && { over }),
        ...(set.length > 0 && { set }),
        device: await chooseDevice(device ?? 'auto'),
        signal: watch.signal,
        on(event: SearchEvent) {
          if (event.type === 'start') watch.begun(true);
          progress.on(event);
        },
        dataContext: { onProgress: progress.data.bind(progress) },
      });
      progress.clear();
      return await sayResult(result, { output, what: args[0]!, code: watch.exitCode() });
    } finally {
      progress.clear();
      watch.release();
    }
  },
});

async function sayResult(
  result: SearchResult,
  { output, what, code }: { output: Output; what: string; code: number | undefined },
): Promise<number> {
  const { resultTable, verdict } = await import('../search/words.ts');
  const { yellow, bold } = output.noteStyle;
  if (result.status === 'interrupted') {
    output.note(`${yellow('interrupted')}, saved in ${bold(shown(result.directory))}; the same command goes on`);
    if (output.json) output.print(JSON.stringify(result));
    return code ?? 130;
  }
  output.result(result, resultTable(result, output.style));
  for (const line of verdict(result, { what, call: invocation() })) output.note(line);
  output.note(`  table     ${shown(result.file)}`);
  if (result.picture !== undefined) output.note(`  picture   ${shown(result.picture)}`);
  return 0;
}

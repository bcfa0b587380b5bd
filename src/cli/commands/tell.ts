import type { Told } from '../../library/steering.ts';
import { defineCommand } from '../command.ts';
import { invocation, quoted } from '../invocation.ts';
import { text } from '../options.ts';
import { usage } from '../usage.ts';

export const tell = defineCommand({
  name: 'tell',
  summary: 'pauses a run that trains, lets it go on, has it draw and save, or stops it',
  args: [
    { name: 'RUN', help: "a run's directory, its name or number inside --runs, or 'last'" },
    { name: 'WHAT', help: 'pause, go-on, snapshot, or stop' },
  ],
  options: { runs: text('DIR', 'folder of runs (default runs)') },
  notes:
    'The training hears it between two steps. A pause costs no results: what is trained afterwards has the same bytes. ' +
    'A run that was stopped is saved, and goes on with duel train.',
  examples: [
    { command: 'duel tell last pause', does: 'gives the processor free' },
    { command: 'duel tell last go-on', does: 'and takes it again' },
    { command: 'duel tell last snapshot', does: 'a picture and a checkpoint now' },
  ],

  async run({ args: [run, what], options, output }) {
    const { suggest } = await import('../../options/suggest.ts');
    const { told } = await import('../../library/steering.ts');
    if (!told.includes(what as Told))
      throw usage('unknown-order', `'${what}' is nothing that a training can be told`, {
        where: `duel tell ${run} ${what}`,
        fix: `write one of ${told.join(', ')}${suggest(what!, told) === undefined ? '' : `: duel tell ${run} ${suggest(what!, told)}`}`,
      });
    const { findRun } = await import('../../run/directory/directory.ts');
    const steering = await import('../../library/steering.ts');
    const directory = findRun(run!, options.runs ?? 'runs');
    await steering.tell(directory, what as Told);
    output.result({ directory, told: what }, wordsOf[what as Told](quoted(run!)));
    return 0;
  },
});

const wordsOf: Readonly<Record<Told, (run: string) => string>> = {
  pause: (run) => `paused; ${invocation()} tell ${run} go-on`,
  'go-on': () => 'it goes on',
  snapshot: () => 'drawn and saved',
  stop: (run) => `told to save and stop; ${invocation()} train ${run} goes on`,
};

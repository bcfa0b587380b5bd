import { printableLine } from '../../files/printable.ts';
import { defineCommand } from '../command.ts';
import { invocation, quoted } from '../invocation.ts';
import { text } from '../options.ts';
import { table } from '../style.ts';
import { dialWords, figures } from '../train/words.ts';

export const dial = defineCommand({
  name: 'dial',
  summary: 'turns learning rates, weights and decays of a run while it trains, or lists them',
  args: [
    { name: 'RUN', help: "a run's directory, its name or number inside --runs, or 'last'" },
    {
      name: 'PATH=VALUE',
      help: "what to turn, as 'duel train --set' takes it; none: what can be turned, and what it stands at",
      optional: true,
      repeatable: true,
    },
  ],
  options: { runs: text('DIR', 'folder of runs (default runs)') },
  notes:
    'What was turned is kept in the run, with the step from which on it holds: stopped, killed and gone on with, or played\n' +
    'again from the beginning, the run makes the same change at the same step. Of a run that nobody trains, the change is\n' +
    "made as it goes on: 'duel train RUN --set PATH=VALUE'.",
  examples: [
    { command: 'duel dial last', does: 'what can be turned, and what it stands at' },
    { command: 'duel dial last generator.optimizer.learningRate=1e-5', does: 'lowers a rate while it trains' },
  ],

  async run({ args: [run, ...set], options, output }) {
    const { findRun } = await import('../../run/directory/directory.ts');
    const steering = await import('../../library/steering.ts');
    const directory = findRun(run!, options.runs ?? 'runs');
    const { dim, cyan } = output.style;
    if (set.length > 0) {
      const change = await steering.dial(directory, set);
      const turned = dialWords(change.values).join(', ');
      output.result(change, `from step ${(change.step + 1).toLocaleString('en-US')} on: ${turned}`);
      return 0;
    }
    const dials = steering.listDials(directory);
    const rows = dials.map(({ name, path, now }) => [printableLine(name), figures(now), path ?? dim('–')]);
    output.result(dials, table([['DIAL', 'NOW', 'PATH'].map(dim), ...rows], [1]));
    const named = dials.filter(({ path }) => path !== undefined);
    const example = named.find(({ name }) => name.endsWith('/learningRate')) ?? named[0];
    if (example) {
      const lower = `${example.path}=${Number((example.now / 10).toPrecision(2))}`;
      output.note(`turn one while it trains: ${cyan(`${invocation()} dial ${quoted(run!)} ${lower}`)}`);
    }
    return 0;
  },
});

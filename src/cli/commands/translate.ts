import { defineCommand } from '../command.ts';
import { counter } from '../counter.ts';
import { shown } from '../invocation.ts';
import { checkpoint, choice, count, flag, text } from '../options.ts';
import { usage } from '../usage.ts';

export const translate = defineCommand({
  name: 'translate',
  summary: 'makes pictures from pictures with a run of pix2pix, cyclegan, super-resolution or restore',
  args: [{ name: 'RUN', help: "a run's directory, its name or number inside --runs, or 'last'" }],
  options: {
    in: text('FILE|DIR|zip', 'a picture, or a folder or zip of pictures, of any sizes that the network allows'),
    out: text('FILE|DIR', 'FILE.png, .jpg or .webp for one picture; else a folder, in which they keep their names'),
    direction: text('NAME', 'of two domains: a2b (default) or b2a'),
    made: flag('the pictures are what should come out: their inputs are made as the training made them'),
    noise: choice(['on', 'off'], "what is random in a translation, pix2pix' dropout (default on)"),
    seed: count('N', 'what is random follows from it (default 0)', { least: 0 }),
    checkpoint: checkpoint(),
    raw: flag('the weights as trained, where the run keeps their average too'),
    overwrite: flag('writes into a folder that holds something already'),
    runs: text('DIR', 'folder of runs (default runs)'),
  },
  notes:
    'A picture whose size the network does not take is mirrored beyond its sides, and the result cut back. Large ones are ' +
    'done in tiles that fade into one another.\n' +
    'A run that fills holes (--pairs mask) fills what is transparent.',
  examples: [
    { command: 'duel translate last --in sketch.png --out picture.png', does: 'one picture' },
    { command: 'duel translate last --in photos/ --out painted/', does: 'all pictures of a folder' },
    { command: 'duel translate 3 --in painted/ --out photos/ --direction b2a', does: 'the other way, of a cyclegan' },
    {
      command: 'duel translate last --in photos.zip --out restored --made',
      does: 'damages whole pictures, and mends them',
    },
  ],

  async run({ args, options, output }) {
    const { in: from, out, runs = 'runs', noise, ...wish } = options;
    if (from === undefined || out === undefined)
      throw usage('missing', `say ${from === undefined ? 'what to translate' : 'where to write'}`, {
        where: from === undefined ? '--in' : '--out',
        fix: 'duel translate RUN --in FILE|DIR|zip --out FILE|DIR',
      });
    const { findRun } = await import('../../run/directory/directory.ts');
    const { translate } = await import('../../library/translate.ts');
    const directory = findRun(args[0]!, runs);
    const { files, direction, step, notes, warning } = await translate(directory, from, out, {
      ...wish,
      noise: noise !== 'off',
      onProgress: counter(output, 'pictures'),
    });
    if (warning !== undefined) output.warn(warning);
    for (const note of notes) output.note(note);
    const n = files.length;
    output.note(
      `${n.toLocaleString('en-US')} picture${n === 1 ? '' : 's'} by step ${step.toLocaleString('en-US')}, ${direction}`,
    );
    output.result({ run: directory, step, direction, out, files, notes }, shown(out));
    return 0;
  },
});

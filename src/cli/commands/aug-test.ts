import { defineCommand } from '../command.ts';
import { shown } from '../invocation.ts';
import { choice, count, number, resolution, text } from '../options.ts';
import { usage } from '../usage.ts';

export const augTest = defineCommand({
  name: 'aug-test',
  summary: 'shows examples as an augmentation shows them to the discriminator',
  args: [{ name: 'DATA', help: 'a data set, a path to one, or a preset' }],
  options: {
    augment: choice(['diffaugment', 'ada'], "which (default: the preset's own, else diffaugment)"),
    p: number('P', "probability of each of ada's transformations (default 0.5)", [0, 1]),
    n: count('N', 'examples, one to a row (default 8)', { short: 'n', most: 1000 }),
    resolution: resolution('size of pictures: a number, or height and width such as 48x64'),
    fit: choice(['crop', 'pad', 'stretch'], 'how a picture of other proportions gets these (default crop)'),
    seed: count('N', 'of the examples and the random numbers (default 0)', { least: 0 }),
    out: text('FILE.png', 'the picture (default aug-test.png)'),
  },
  notes: 'The first column has the examples, the others what the discriminator would see of them in eight steps.',
  examples: [
    { command: 'duel aug-test mnist', does: 'brightness, shifts and holes' },
    { command: 'duel aug-test photos/ --resolution 64 --augment ada --p 0.8 --out ada.png', does: 'all of ADA' },
  ],

  async run({ args, options, output }) {
    const out = options.out ?? 'aug-test.png';
    if (!/\.png$/i.test(out))
      throw usage('bad-out', 'the sheet is written to FILE.png', { where: `--out ${out}`, fix: '--out aug-test.png' });
    const { augmentNamed, sheetFor } = await import('../../library/augment.ts');
    const { asFlag } = await import('../../run/sampling/asked.ts');
    const { augment: name, ...wish } = options;
    const { data, augment, p, rows } = await sheetFor(
      args[0]!,
      { ...wish, augment: name && augmentNamed(name), out },
      asFlag,
    );
    output.note(`${rows} examples, and each as ${augment.type}${p === undefined ? '' : ` at p = ${p}`} shows it`);
    output.result({ data, augment, ...(p !== undefined && { p }), rows, out }, shown(out));
    return 0;
  },
});

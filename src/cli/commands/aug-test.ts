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
    n: count('N', 'examples, one to a row (default 8)', { short: 'n' }),
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
    const { findPreset } = await import('../../presets/registry.ts');
    const { openDataset } = await import('../../data/index.ts');
    const { ada, diffAugment } = await import('../../gan/index.ts');
    const { augmentSheet } = await import('../../run/pictures/augmentSheet.ts');
    const { writeOut } = await import('../../run/output/outputFile.ts');

    const preset = findPreset(args[0]!);
    const source = preset ? preset.data.source : args[0]!;
    if (source === undefined)
      throw usage('no-data', `${args[0]} takes data of yours`, {
        where: args[0]!,
        fix: 'name the data: duel aug-test DIR --resolution N',
      });
    const { resolution: size = preset?.data.resolution, fit = preset?.data.fit } = options;
    const channels = preset?.data.channels;
    const range = preset?.data.range ?? ([-1, 1] as const);
    const dataset = await openDataset({
      source,
      ...(size !== undefined && { resolution: size }),
      ...(fit !== undefined && { fit }),
      ...(channels !== undefined && { channels }),
    });
    try {
      const game = preset?.game({ shape: dataset.shape, classCount: dataset.classes.length });
      const own = game && 'augment' in game ? game.augment : undefined;
      const named = options.augment === undefined ? own : options.augment === 'ada' ? ada() : undefined;
      const augment = named ?? diffAugment();
      if (augment.type !== 'ada' && options.p !== undefined)
        throw usage('contradiction', 'only ada has a --p', { fix: 'add --augment ada, or leave --p out' });
      const p = augment.type === 'ada' ? (options.p ?? 0.5) : undefined;
      const rows = Math.min(options.n ?? 8, dataset.count);
      const sheet = await augmentSheet(dataset, {
        augment,
        p: p ?? 1,
        rows,
        columns: 9,
        seed: options.seed ?? 0,
        range,
      });
      await writeOut(out, sheet);
      output.note(`${rows} examples, and each as ${augment.type}${p === undefined ? '' : ` at p = ${p}`} shows it`);
      output.result({ data: source, augment, ...(p !== undefined && { p }), rows, out }, shown(out));
      return 0;
    } finally {
      await dataset.close();
    }
  },
});

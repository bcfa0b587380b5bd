import { defineCommand } from '../command.ts';
import { table } from '../style.ts';

export const datasets = defineCommand({
  name: 'datasets',
  summary: 'lists the data sets that have a name, and which of them are here',
  args: [],
  options: {},
  notes:
    'Any folder or zip of pictures, IDX, .npy or .csv file can be trained on as well: duel train PRESET --data PATH.\n' +
    'DUEL_DATA names a folder with data sets as their publishers ship them; it is looked in before the cache.',
  examples: [
    { command: 'duel datasets', does: 'the list' },
    { command: 'duel data fetch mnist', does: 'downloads one' },
  ],

  async run({ output }) {
    const { datasets } = await import('../../data/registry.ts');
    const { isPresent } = await import('../../data/storage/present.ts');
    const { bold, dim, cyan, green, yellow } = output.style;
    const rows = datasets.map((dataset) => {
      const { name, title, shape, counts, classes, licence, origin, needs } = dataset;
      return { name, title, here: isPresent(dataset), shape, counts, classes: classes.length, needs, licence, origin };
    });
    const amount = (n: number) => n.toLocaleString('en-US');
    const lines = table(
      [
        ['NAME', 'EXAMPLES', 'SHAPE', 'CLASSES', 'HERE', 'WHAT IT IS'].map(dim),
        ...rows.flatMap((row) => [
          [
            cyan(row.name),
            amount(row.counts.train),
            row.shape.join('×'),
            row.classes === 0 ? '-' : String(row.classes),
            row.here ? green('yes') : yellow('no'),
            bold(row.title),
          ],
          ...(row.here ? [] : [['', '', '', '', '', dim(`needs ${row.needs}`)]]),
        ]),
      ],
      [1, 3],
    );
    output.result(rows, lines);
    return 0;
  },
});

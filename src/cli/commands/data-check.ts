import { layouts } from '../../data/arrays/layouts.ts';
import { printableLine } from '../../files/printable.ts';
import { defineCommand } from '../command.ts';
import { choice, flag, names, range, text } from '../options.ts';
import { table } from '../style.ts';

/** Problems that are listed for people; --json has more. */
const listed = 50;

export const dataCheck = defineCommand({
  name: 'data check',
  summary: 'reads a data set through and lists what is wrong with it, file by file',
  args: [{ name: 'DATA', help: "a folder or zip of pictures, an IDX, .npy or .csv file, or a data set's name" }],
  options: {
    layout: choice(layouts, 'which axis of an array is which: n examples, c channels, t time'),
    columns: names('A,B', 'columns of a table, by their names (default: all)'),
    noHeader: flag('the first line of a table is a row, whatever it looks like'),
    pairs: text('HOW', 'side-by-side: pictures are an input and its target'),
    input: text('DIR', 'a folder in DATA whose pictures are inputs, of pairs with equal file names'),
    target: text('DIR', 'and one whose pictures are their targets'),
    domainA: text('DIR', 'a folder in DATA with the first of two domains'),
    domainB: text('DIR', 'and one with the second'),
    range: range("what the data's own values span (default: as found)"),
  },
  notes:
    'Writes nothing. Ends with 3 where something is wrong. Files of a named data set are held against what was published; a folder ' +
    'that is called like one is checked as ./NAME.',
  examples: [
    { command: 'duel data check photos/', does: 'before a long training' },
    { command: 'duel data check mnist', does: 'the files of a named data set' },
    { command: 'duel data check photos/ --input A --target B', does: 'counts pairs, and names what has no partner' },
  ],

  async run({ args, options, output }) {
    const { checkData } = await import('../../data/check.ts');
    const { sourcesOf } = await import('../../run/config/sources.ts');
    const { Progress } = await import('../train/progress.ts');
    const progress = new Progress(output);
    try {
      const { layout, columns, range, pairs, input, target, domainA, domainB } = options;
      const { source: _, ...parts } = sourcesOf({ data: args[0]!, pairs, input, target, domainA, domainB });
      const context = {
        onProgress: progress.data.bind(progress),
      };
      const report = await checkData(args[0]!, context, {
        ...parts,
        ...(layout !== undefined && { layout }),
        ...(columns !== undefined && { columns }),
        ...(options.noHeader && { header: false }),
        ...(range !== undefined && { scaling: { type: 'range', low: range[0], high: range[1] } }),
      });
      progress.clear();
      const { red, green, yellow, bold } = output.style;
      const sizes = (counts: Record<string, number>) =>
        Object.entries(counts)
          .sort(([, a], [, b]) => b - a)
          .slice(0, 8)
          .map(([name, n]) => `${name} (${n.toLocaleString('en-US')})`)
          .join(', ');
      const named = report.classes.map((name, k) =>
        report.classSizes.length === 0 ? name : `${name} (${report.classSizes[k]!.toLocaleString('en-US')})`,
      );
      const folders = (split: string) =>
        Object.keys(report.splitFolders).filter((f) => report.splitFolders[f] === split);
      const splits = Object.entries(report.splits).map(([split, n]) => {
        const from = folders(split).map((folder) => `${folder}/`);
        return `${from.length === 0 ? '' : `${from.join(', ')} as `}${split} (${n.toLocaleString('en-US')})`;
      });
      const endings = sizes(
        Object.fromEntries(
          Object.entries(report.passedOverEndings).map(([e, n]) => [e === '' ? 'without ending' : `.${e}`, n]),
        ),
      );
      const twins =
        report.twinCount === 0
          ? ''
          : `${report.twinCount.toLocaleString('en-US')} with the pixels of another: ${report.twins
              .slice(0, 3)
              .map(({ file, of }) => printableLine(`${file} as ${of}`))
              .join(', ')}${report.twinCount > 3 ? ', …' : ''}`;
      const facts = [
        ['kind', report.kind],
        ...report.found.map((line, k) => [k === 0 ? 'found' : ' ', printableLine(line)]),
        [
          'files',
          report.kind === 'drawn'
            ? ''
            : `${report.files.toLocaleString('en-US')}, ${report.good.toLocaleString('en-US')} of them good`,
        ],
        [
          'passed over',
          report.passedOver === 0 ? '' : `${report.passedOver.toLocaleString('en-US')} that are no data: ${endings}`,
        ],
        [
          'classes',
          report.classes.length === 0
            ? ''
            : `${named.length}${report.classesFrom.length > 0 ? `, after ${report.classesFrom.join(', ')}` : ''}: ${named.slice(0, 12).join(', ')}${named.length > 12 ? ', …' : ''}`,
        ],
        ['splits', splits.join(', ')],
        [
          'pairs',
          Object.entries(report.pairs ?? {})
            .map(([split, n]) => `${n.toLocaleString('en-US')} to ${split === 'train' ? 'train on' : 'test on'}`)
            .join(', '),
        ],
        ['twins', twins],
        ['sizes', sizes(report.sizes)],
        ['channels', sizes(report.channels)],
      ].filter(([, value]) => value !== '') as string[][];
      const isGood = report.badCount === 0;
      const lines = [
        bold(printableLine(report.path)),
        table(facts).replace(/^/gm, '  '),
        ...report.warnings.map((warning) => `${yellow('note:')} ${printableLine(warning)}`),
        isGood ? green('nothing is wrong') : red(`${report.badCount.toLocaleString('en-US')} with something wrong:`),
        ...report.bad
          .slice(0, listed)
          .flatMap(({ file, problem, fix }) => [
            `  ${printableLine(`${file}: ${problem}`)}`,
            ...(fix === undefined ? [] : [`    fix: ${printableLine(fix)}`]),
          ]),
        ...(report.badCount > listed
          ? [`  … and ${(report.badCount - listed).toLocaleString('en-US')} more; --json lists the first 1,000`]
          : []),
      ];
      output.result(report, lines.join('\n'));
      return isGood ? 0 : 3;
    } finally {
      progress.clear();
    }
  },
});

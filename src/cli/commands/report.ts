import { printableLine } from '../../files/printable.ts';
import { defineCommand } from '../command.ts';
import { shown } from '../invocation.ts';
import { text } from '../options.ts';
import { usage } from '../usage.ts';

export const report = defineCommand({
  name: 'report',
  summary: 'writes a page about a run: samples, curves, metrics, how to make it again',
  args: [{ name: 'RUN', help: "a run's directory, its name or number inside --runs, or 'last'" }],
  options: {
    out: text('FILE.html', "the page; - is stdout (default: report.html in the run's folder)"),
    runs: text('DIR', 'folder of runs (default runs)'),
  },
  notes:
    'One file below 5 MB that loads nothing, to be opened in a browser, sent and printed. It shows the run as it stands, also ' +
    "while it is trained. Metrics are those that 'duel eval' has kept, each beside how it was measured; what was measured in " +
    'two ways is never in one table or curve.',
  examples: [
    { command: 'duel report last', does: "report.html in the last run's folder" },
    { command: 'duel report 3 --out progress.html', does: 'another place' },
  ],

  async run({ args, options, output }) {
    const { out } = options;
    if (out === '-' && output.json)
      throw usage('contradiction', '--out - and --json both write to stdout', {
        where: '--out -',
        fix: 'name a file with --out',
      });
    const { findRun } = await import('../../run/directory/directory.ts');
    const { assertOwn } = await import('../../run/directory/own.ts');
    const { writeFileAtomic } = await import('../../run/directory/atomic.ts');
    const { assertOutput, writeOut } = await import('../../run/output/outputFile.ts');
    const { reportOf } = await import('../../run/report/report.ts');
    const { join } = await import('node:path');
    const directory = findRun(args[0]!, options.runs ?? 'runs');
    const own = join(directory, 'report.html');
    if (out === undefined) assertOwn(own, 'file');
    else assertOutput(out);
    const { html, problems, ...facts } = await reportOf(directory);
    // inside a run no link is followed
    if (out === undefined) writeFileAtomic(own, html);
    else await writeOut(out, html);
    for (const problem of problems) output.note(`${output.noteStyle.yellow('note:')} ${printableLine(problem)}`);
    if (facts.evaluated.length === 0) output.note("nothing is measured yet: 'duel eval' before gives the page metrics");
    if (out === '-') return 0;
    const path = out ?? own;
    output.result({ run: directory, ...facts, problems, bytes: Buffer.byteLength(html), out: path }, shown(path));
    return 0;
  },
});

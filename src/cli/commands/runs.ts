import { defineCommand } from '../command.ts';
import { invocation, quoted } from '../invocation.ts';
import { text } from '../options.ts';
import { table } from '../style.ts';
import { usage } from '../usage.ts';

/** The first names, as many as fit. */
function classList(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => (name.length > 12 ? `${name.slice(0, 11)}…` : name));
  return `${shown.join(', ')}${names.length > 5 ? ` … (${names.length})` : ''}`;
}

export const runs = defineCommand({
  name: 'runs',
  summary: 'lists the runs and how they stand',
  args: [],
  options: {
    runs: text('DIR', 'folder of runs (default runs)'),
    out: text('DIR', "the same by the name that 'duel train' has for it"),
  },
  notes: "A run that is 'killed' lost its process before it could save; 'duel train RUN' goes on from its checkpoint.",
  examples: [
    { command: 'duel runs', does: 'the list' },
    { command: 'duel runs --runs old', does: 'that of another folder' },
  ],

  async run({ options, output }) {
    const { summarizeRuns } = await import('../../run/directory/summary.ts');
    const { duration } = await import('../train/words.ts');
    if (options.runs !== undefined && options.out !== undefined)
      throw usage('contradiction', '--runs and --out both name the folder of runs', { fix: 'leave --out out' });
    const folder = options.runs ?? options.out ?? 'runs';
    const rows = summarizeRuns(folder);
    const { dim, cyan, green, yellow, red } = output.style;
    const paint: Record<string, (text: string) => string> = {
      running: cyan,
      paused: yellow,
      finished: green,
      interrupted: yellow,
      killed: yellow,
      diverged: red,
      failed: red,
      broken: red,
    };
    const amount = (n: number | null) => (n === null ? '-' : n.toLocaleString('en-US'));
    const when = (time: string | null) =>
      time === null
        ? ''
        : `${duration(Math.max(0, (Date.now() - Date.parse(time)) / 1000)).split(/(?<=[a-z]) /)[0]} ago`;
    const lines = table([
      ['RUN', 'STATUS', 'STEP', 'CHECKPOINT', 'ON', 'UPDATED', 'CLASSES'].map(dim),
      ...rows.map((row) => [
        row.id,
        (paint[row.status] ?? String)(row.status),
        row.steps === null ? (row.problem ?? '') : `${amount(row.step)} / ${amount(row.steps)}`,
        amount(row.checkpoint),
        row.device ?? '',
        when(row.updated),
        classList(row.classes),
      ]),
    ]);
    if (rows.length === 0 && !output.json) {
      output.note(`there are no runs in ${quoted(folder)} yet; begin with: ${invocation()} train quickstart`);
      return 0;
    }
    output.result(rows, lines);
    return 0;
  },
});

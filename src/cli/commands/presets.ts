import { defineCommand } from '../command.ts';
import { table } from '../style.ts';

export const presets = defineCommand({
  name: 'presets',
  summary: 'lists the systems that can be trained, with what they need',
  args: [],
  options: {},
  notes: "'duel train PRESET --dry-run' shows all of one: networks, losses, settings.",
  examples: [{ command: 'duel presets', does: 'the list' }],

  async run({ output }) {
    const { presets } = await import('../../presets/registry.ts');
    const { findDataset } = await import('../../data/registry.ts');
    const rows = presets.map((preset) => {
      const { name, title, about, data, length } = preset;
      const needs =
        data.source === undefined ? 'pictures of yours, with --data' : (findDataset(data.source)?.needs ?? '');
      return { name, title, about, data: data.source ?? null, needs, length };
    });
    const { bold, dim, cyan } = output.style;
    const lengthOf = (length: (typeof rows)[number]['length']) =>
      'steps' in length ? `${length.steps.toLocaleString('en-US')} steps` : `${length.epochs} epochs`;
    const lines = table([
      ['PRESET', 'DATA', 'LENGTH', 'WHAT IT IS'].map(dim),
      ...rows.flatMap((row) => [
        [cyan(row.name), row.data ?? '(yours)', lengthOf(row.length), bold(row.title)],
        ['', '', '', row.about],
        ['', '', '', dim(`needs ${row.needs}`)],
      ]),
    ]);
    output.result(rows, lines);
    return 0;
  },
});

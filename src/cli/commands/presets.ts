import { defineCommand } from '../command.ts';
import { wrap } from '../style.ts';

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
    const width = Math.max(...rows.map(({ name }) => name.length)) + 2;
    const lines = rows.map((row) => {
      const facts = [`data: ${row.data ?? 'yours'}`, lengthOf(row.length), `needs ${row.needs}`].join(' · ');
      return [
        cyan(row.name.padEnd(width)) + bold(row.title),
        wrap(row.about, 100, width),
        ...wrap(facts, 100, width).split('\n').map(dim),
      ].join('\n');
    });
    output.result(rows, lines.join('\n\n'));
    return 0;
  },
});

import { defineCommand } from '../command.ts';
import { wrap } from '../style.ts';

export const presets = defineCommand({
  name: 'presets',
  summary: 'lists the systems that can be trained, with what they need',
  args: [],
  options: {},
  notes:
    "'duel train PRESET --dry-run' shows all of one: networks, losses, settings. What stands behind 'settings' its networks are built by: --set width=64.",
  examples: [{ command: 'duel presets', does: 'the list' }],

  async run({ output }) {
    const { listPresets } = await import('../../library/presets.ts');
    const rows = listPresets();
    const { bold, dim, cyan } = output.style;
    const lengthOf = (length: (typeof rows)[number]['length']) =>
      'steps' in length ? `${length.steps.toLocaleString('en-US')} steps` : `${length.epochs} epochs`;
    const width = Math.max(...rows.map(({ name }) => name.length)) + 2;
    const lines = rows.map((row) => {
      const set = Object.entries(row.options).map(([option, value]) =>
        value === null ? option : `${option}=${value}`,
      );
      const facts = [
        `data: ${row.data ?? 'yours'}`,
        lengthOf(row.length),
        `needs ${row.needs}`,
        ...(set.length > 0 ? [`settings ${set.join(', ')}`] : []),
      ].join(' · ');
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

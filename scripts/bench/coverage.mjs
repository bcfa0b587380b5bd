const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
const least = (list) => Math.min(...list);
const span = (list, digits) =>
  list.length === 0 ? '–' : [least(list), Math.max(...list)].map((x) => x.toFixed(digits)).join(' to ');
const code = (text) => `\`${text}\``;
const share = (x) => `${(100 * x).toFixed(1)} %`;

const columns = [
  ['preset', ([{ preset, change }]) => [preset, change].filter(Boolean).map(code).join(', ')],
  ['steps', ([{ steps }]) => steps.toLocaleString('en')],
  ['seeds', (runs) => runs.length],
  ['modes: least', (runs, of) => `${least(of('modes'))} of ${runs[0].of}`],
  ['mean', (_, of) => mean(of('modes')).toFixed(1)],
  ['high quality: least', (_, of) => share(least(of('highQuality')))],
  ['mean', (_, of) => share(mean(of('highQuality')))],
  ['deviation in σ', (_, of) => span(of('deviation'), 2)],
  ['reverse KL', (_, of) => span(of('klReverse'), 3)],
  ['CPU s a run', (_, of) => mean(of('cpuSeconds')).toFixed(0)],
];

/** Measured runs as a table in Markdown, a row for each preset, change of it and number of steps. A seed without samples of high quality
 * has no deviation and no KL, and counts in neither. */
export function coverageTable(results) {
  const groups = new Map();
  for (const r of results) {
    const key = [r.preset, r.change, r.steps].join();
    groups.set(key, [...(groups.get(key) ?? []), r]);
  }
  const rows = [...groups.values()].map((runs) => {
    const of = (name) => runs.map((r) => r[name]).filter(Number.isFinite);
    return columns.map(([, cell]) => cell(runs, of));
  });
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(columns.map(([title]) => title)), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

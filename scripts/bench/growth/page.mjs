import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeFileAtomic } from '../../../dist/run/directory/atomic.js';
import { columnsOf, lineText } from './measure.mjs';
import { drawGrowth } from './picture.mjs';
import { sweeps } from './sweeps.mjs';

const fileOf = (name) => fileURLToPath(new URL(`../../../docs/benchmarks/${name}`, import.meta.url));
/** What has been measured, by sweep: a later measurement of one replaces it alone. */
const [page, record, picture] = ['growth.md', 'growth.json', 'growth.png'];

const line = (cells) => `| ${cells.join(' | ')} |`;

/** How and when a sweep was measured. */
const captionOf = ({ where, rounds, seconds, node, runtime, date }) =>
  `${where}; Node ${node}, onnxruntime-node ${runtime}; ${date}. Medians of ${rounds} rounds of ${seconds} s in turns.`;

/** A sweep as a table in Markdown under what it was measured with. */
export function markdownOf({ settings, ...found }) {
  const { titles, rows } = columnsOf(found);
  const plain = titles.map((title) => title.replace(/^</, ''));
  return [
    `${captionOf(settings)}${found.line ? ` The line is ${lineText(found.line)}.` : ''}`,
    '',
    line(plain),
    line(titles.map((title) => (title.startsWith('<') ? '---' : '--:'))),
    ...rows.map(line),
  ].join('\n');
}

/** A page's text with the Markdown between a sweep's markers. */
export function withSweep(text, sweep, markdown) {
  const [begin, end] = [`<!-- growth: ${sweep} -->`, '<!-- /growth -->'];
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`docs/benchmarks/${page} has no place for a sweep: ${begin} … ${end}`);
  return `${text.slice(0, from)}${begin}\n\n${markdown}\n\n${text.slice(to)}`;
}

/** Throws where the page has no place for a sweep: better before a measurement than after it. */
export function checkPage() {
  const text = readFileSync(fileOf(page), 'utf8');
  for (const sweep of Object.keys(sweeps)) withSweep(text, sweep, '');
}

/** Writes the sweeps into the page, its record and, where all have been measured, its picture. Returns their names. */
export async function writePage(found, settings) {
  const known = existsSync(fileOf(record)) ? JSON.parse(readFileSync(fileOf(record), 'utf8')) : {};
  for (const one of found) known[one.sweep] = { ...one, settings };
  writeFileAtomic(fileOf(record), `${JSON.stringify(known, null, 1)}\n`);
  const text = found.reduce(
    (whole, { sweep }) => withSweep(whole, sweep, markdownOf(known[sweep])),
    readFileSync(fileOf(page), 'utf8'),
  );
  writeFileAtomic(fileOf(page), text);
  if (!Object.keys(sweeps).every((sweep) => known[sweep])) return [page, record];
  writeFileAtomic(fileOf(picture), await drawGrowth(known));
  return [page, record, picture];
}

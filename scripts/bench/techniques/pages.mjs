import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeFileAtomic } from '../../../dist/run/directory/atomic.js';
import { digits } from '../table.mjs';
import { byPage, cellsOf, titles } from './measure.mjs';
import { pages, variants } from './variants.mjs';

const fileOf = (page) => fileURLToPath(new URL(`../../../docs/techniques/${page}.md`, import.meta.url));
const line = (cells) => `| ${cells.join(' | ')} |`;

/** The costs of one page as a table in Markdown, the base first. */
export function costTable(base, results) {
  const rows = [base, ...results].map((r) => line([r === base ? 'base' : `\`${r.name}\``, ...cellsOf(r)]));
  return [line(['', ...titles]), line(['---', ...titles.map(() => '--:')]), ...rows].join('\n');
}

/** How and when the figures were measured. */
export const captionOf = (base, { where, threads, rounds, seconds, node, runtime, date }) =>
  `${where}, ${threads} threads; Node ${node}, onnxruntime-node ${runtime}; ${date}. ` +
  `Medians of ${rounds} rounds of ${seconds} s; a step of the base has ${digits(base.gflop)} GFLOP.`;

/** What each page is to hold, of those of which something was measured: {page: Markdown}. */
export function markdownOf(results, settings) {
  const base = results.find(({ page }) => page === undefined);
  if (!base) throw new Error('the base was not measured, and costs are those beside it');
  return Object.fromEntries(
    byPage(results).map(([page, ofPage]) => [page, `${captionOf(base, settings)}\n\n${costTable(base, ofPage)}`]),
  );
}

/** The pages of which every variant was measured. */
export const completePages = (results) =>
  pages.filter((page) =>
    variants.every((v) => v.page !== page || results.some((r) => r.page === page && r.name === v.name)),
  );

/** A page's text with the Markdown between its markers. */
export function withCosts(text, page, markdown) {
  const [begin, end] = [`<!-- costs: ${page} -->`, '<!-- /costs -->'];
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`docs/techniques/${page}.md has no place for its costs: ${begin} … ${end}`);
  return `${text.slice(0, from)}${begin}\n\n${markdown}\n\n${text.slice(to)}`;
}

/** Throws where a page is not there or has no place for its costs: better before a measurement than after it. */
export function checkPages() {
  for (const page of pages) withCosts(readFileSync(fileOf(page), 'utf8'), page, '');
}

/** Writes the costs of all pages that were measured as a whole, and returns their names. */
export function writePages(results, settings) {
  const markdown = markdownOf(results, settings);
  const written = completePages(results);
  for (const page of written)
    writeFileAtomic(fileOf(page), withCosts(readFileSync(fileOf(page), 'utf8'), page, markdown[page]));
  return written;
}

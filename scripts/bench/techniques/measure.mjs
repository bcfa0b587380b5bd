import { measuredHere } from '../child.mjs';
import { median } from '../median.mjs';
import { digits, table } from '../table.mjs';
import { base, pages, variants } from './variants.mjs';

/** Whether all words of a filter occur in a variant's page and name. */
export const matches = ({ name, page }, filter) =>
  filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => `${page} ${name}`.toLowerCase().includes(word));

/** What came of the rounds of one variant: in each the base ran first, so that the machine's pace counts in neither. */
export const costOf = ({ name, page }, { ms, baseMs, flop, baseFlop, peakRssMiB }) => ({
  name,
  page,
  msPerStep: median(ms),
  extra: median(ms.map((m, i) => m / baseMs[i])) - 1,
  gflop: flop / 1e9,
  extraGflop: (flop - baseFlop) / 1e9,
  peakRssMiB,
});

const minutes = (ms) => `${Math.ceil(ms / 60_000)} min`;
const about = ({ rounds, seconds }) => 1000 * (3 + rounds * 2 * seconds * 1.1);

/**
 * Measures the base beside itself, and all variants that match a filter. One that fails does not take the others' results
 * with it. `say` hears how it goes on.
 */
export async function measureTechniques(options, say) {
  const { filter, rounds, seconds, threads, device } = options;
  const chosen = variants.filter((variant) => matches(variant, filter));
  const found = { adapter: undefined, results: [], failures: [] };
  if (chosen.length === 0) return found;
  const all = [base, ...chosen];
  say(`${chosen.length} techniques and the base: about ${minutes(all.length * about(options))}`);
  const begin = performance.now();
  for (const [i, variant] of all.entries())
    try {
      const { name } = variant;
      const times = await measuredHere('techniques/time.mjs', { name, rounds, seconds, threads, device });
      const cost = costOf(variant, times);
      found.results.push(cost);
      found.adapter ??= times.adapter;
      const left = ((performance.now() - begin) / (i + 1)) * (all.length - i - 1);
      say(
        `${i + 1} of ${all.length}: ${name}: ${digits(cost.msPerStep)} ms, ${signed(cost.extra)}; ${minutes(left)} left`,
      );
    } catch (e) {
      found.failures.push({ name: variant.name, page: variant.page, message: e.message });
      say(`${i + 1} of ${all.length}: ${variant.name}: ${e.message}`);
    }
  return found;
}

/** A share with its sign: +41 %, −0.3 %. */
export function signed(share) {
  const size = Math.abs(100 * share);
  const text = size.toFixed(size < 9.95 ? 1 : 0);
  return `${Number(text) === 0 ? '' : share < 0 ? '−' : '+'}${text} %`;
}

const signedDigits = (x) => digits(x).replace('-', '−');

/** A row's figures, for tables in text and in Markdown. */
export const cellsOf = ({ msPerStep, extra, extraGflop, peakRssMiB }) => [
  digits(msPerStep),
  signed(extra),
  signedDigits(extraGflop),
  String(peakRssMiB),
];
export const titles = ['ms/step', 'extra', 'extra GFLOP', 'peak MiB'];

/** The results of each page that has some: [page, results]. */
export const byPage = (results) =>
  pages.map((page) => [page, results.filter((r) => r.page === page)]).filter(([, ofPage]) => ofPage.length > 0);

/** The results as a table. */
export function techniquesTable(results) {
  const own = results.filter(({ page }) => page === undefined).map((r) => ['', r.name, ...cellsOf(r)]);
  const others = byPage(results).flatMap(([page, ofPage]) =>
    ofPage.map((r, i) => [i === 0 ? page : '', r.name, ...cellsOf(r)]),
  );
  return table(['<page', '<technique', ...titles], [...own, ...others]);
}

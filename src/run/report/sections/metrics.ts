import { quoted } from '../../../files/paths.ts';
import { showTranslation, translationValues } from '../../../metrics/likeness.ts';
import type { Values } from '../../../metrics/metric.ts';
import { metrics as known } from '../../../metrics/registry.ts';
import { type ComparableResults, comparableResults } from '../../evaluation/comparable.ts';
import { chart, figures } from '../chart.ts';
import type { ReportFacts } from '../facts.ts';
import { type Html, html } from '../html.ts';
import { protocolWords } from '../protocol.ts';

/** What `duel eval` kept: numbers that were measured alike in one table, and each table with how that was. */
export function metricsSection({ evaluations, info, id }: ReportFacts): Html {
  const groups = comparableResults(evaluations);
  const names = [...new Set(groups.map(({ metric }) => metric))];
  return html`<section aria-labelledby="metrics"><h2 id="metrics">Metrics</h2>
${
  groups.length === 0
    ? html`<p>Nothing has been measured yet. <code>duel eval ${quoted(id)}</code> measures the last checkpoint; this page shows what it keeps when it is written anew.</p>`
    : html`<p class="quiet">Numbers in one table were measured alike and compare with each other. Those of two tables do not.</p>`
}
${names.map((name) => {
  const title = known.find((metric) => metric.name === name)?.title;
  return html`<h3>${name}</h3>${title !== undefined && html`<p>${title}</p>`}${groups
    .filter(({ metric }) => metric === name)
    .map((group) => groupOf(group, info.classes ?? []))}`;
})}
</section>`;
}

function groupOf({ metric, protocol, results }: ComparableResults, classes: readonly string[]): Html {
  const columns = [
    ...new Set(results.flatMap(({ values }) => Object.keys(values).filter((k) => typeof values[k] === 'number'))),
  ];
  const newest = results.at(-1)!;
  const better = Object.keys(known.find(({ name }) => name === metric)?.better ?? {});
  const headline = better.find((name) => columns.includes(name)) ?? columns[0];
  return html`<div class="measured">
<p class="protocol">${protocol ? protocolWords(protocol) : 'How this was measured is not recorded: it compares with no other number.'}</p>
<div>${summaryOf(metric, newest.values, newest.step)}
<div class="wide"><table>
<caption>${metric} by step${protocol?.protocol !== undefined && html`, protocol <code>${protocol.protocol}</code>`}</caption>
<thead><tr><th scope="col">step</th>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${results.map(
    ({ step, values }) =>
      html`<tr><th scope="row">${count(step)}</th>${columns.map((name) => html`<td>${typeof values[name] === 'number' && figures(values[name])}</td>`)}</tr>`,
  )}</tbody>
</table></div>
</div>
<div>${headline !== undefined && curveOf(headline, results)}
${classTables(metric, newest, classes)}</div>
</div>`;
}

/** A metric's first number over the steps, where there are several. */
function curveOf(name: string, results: ComparableResults['results']): Html | undefined {
  if (results.length < 2) return undefined;
  const steps = results.map(({ step }) => step);
  const values = results.map(({ values }) => (typeof values[name] === 'number' ? values[name] : Number.NaN));
  return chart({ title: name, curves: [{ name, trend: false, series: { steps, values } }] });
}

const count = (n: number) => n.toLocaleString('en-US');

/** The values as `duel eval` words them. A stranger's file may lack what a metric has. */
export function summaryOf(metric: string, values: Values, step: number): Html | undefined {
  const isTranslation = translationValues.some((name) => name in values);
  const show = known.find(({ name }) => name === metric)?.show ?? (isTranslation ? showTranslation : undefined);
  try {
    const rows = show?.(values).filter(([what]) => !what.startsWith(' ')) ?? [];
    if (rows.length === 0) return undefined;
    return html`<p>At step ${count(step)}:</p><dl class="facts">${rows.map(([what, amount]) => html`<div><dt>${what}</dt><dd>${amount}</dd></div>`)}</dl>`;
  } catch {
    return undefined;
  }
}

const listNames: Readonly<Record<string, string>> = {
  fids: 'Fréchet distance',
  lows: 'from',
  highs: 'to',
  infinites: 'for infinitely many',
  floors: 'of real examples',
  floorNs: 'of each',
  reals: 'real examples',
  shares: 'share of the samples',
  asked: 'judged to be what was asked for',
  means: 'stands for class',
};
const mostRows = 200;

/** What a metric gives for each class, of the newest step; lists of one length in one table. */
function classTables(
  metric: string,
  { step, values }: ComparableResults['results'][number],
  classes: readonly string[],
): Html[] {
  const lists = Object.entries(values).flatMap(([name, list]) =>
    typeof list === 'object' && list.length > 0 ? [{ name, list }] : [],
  );
  const lengths = [...new Set(lists.map(({ list }) => list.length))];
  return lengths.map((length) => {
    const columns = lists.filter(({ list }) => list.length === length);
    const isByClass = length === classes.length && !columns.some(({ name }) => name === 'means');
    const rows = Array.from({ length: Math.min(length, mostRows) }, (_, k) => k);
    return html`<div class="wide"><table>
<caption>${metric} at step ${count(step)}, ${isByClass ? 'by class' : 'one by one'}${length > mostRows && html`: the first ${mostRows} of ${count(length)}`}</caption>
<thead><tr><th scope="col">${isByClass ? 'class' : 'number'}</th>${columns.map(({ name }) => html`<th scope="col">${listNames[name] ?? name}</th>`)}</tr></thead>
<tbody>${rows.map((k) => html`<tr><th scope="row">${isByClass ? classes[k] : k}</th>${columns.map(({ name, list }) => html`<td>${cell(name, list[k]!)}</td>`)}</tr>`)}</tbody>
</table></div>`;
  });
}

function cell(name: string, value: number): Html {
  if (name === 'means' || !(value >= 0 && value <= 1)) return html`${figures(value)}`;
  return html`<meter min="0" max="1" value="${value}" aria-hidden="true"></meter><span class="share">${(100 * value).toFixed(1)} %</span>`;
}

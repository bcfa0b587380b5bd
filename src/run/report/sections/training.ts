import { stageBorders } from '../../pictures/plot.ts';
import { type Series, seriesOf } from '../../pictures/series.ts';
import { chart } from '../chart.ts';
import type { ReportFacts } from '../facts.ts';
import { type Html, html } from '../html.ts';

/** Metrics under the names that papers give them. */
const names: Readonly<Record<string, string>> = {
  dLoss: 'D loss',
  gLoss: 'G loss',
  dReal: 'D(x)',
  dFake: 'D(G(z))',
  dAccuracy: 'D accuracy',
  dAccuracyReal: 'D accuracy on real',
  dAccuracyFake: 'D accuracy on made',
  scoreReal: 'score(x)',
  scoreFake: 'score(G(z))',
};
const unit = { extent: [0, 1] as const };

/** What belongs on one axis. Metrics that none names have a chart each. */
const panels = [
  { title: 'Losses', fields: ['dLoss', 'gLoss'] },
  { title: 'P(real) as D sees it', fields: ['dReal', 'dFake'], ...unit },
  { title: 'Accuracy of D', fields: ['dAccuracy', 'dAccuracyReal', 'dAccuracyFake'], ...unit },
  { title: 'Scores', fields: ['scoreReal', 'scoreFake'] },
];
/** Of no use as a curve. */
const notMetrics = new Set(['step', 'stage', 'rates', 'imagesPerSecond']);
/** A stranger's file may have any number of fields. */
const mostFields = 40;

interface Named {
  readonly name: string;
  readonly series: Series;
}

/** Losses and what else the game reports, over the steps. */
export function trainingSection({ metrics }: ReportFacts): Html | undefined {
  if (metrics.length === 0) return undefined;
  const borders = stageBorders(metrics);
  const fields = [...new Set(metrics.flatMap((line) => Object.keys(line)))]
    .filter((field) => !notMetrics.has(field))
    .slice(0, mostFields);
  const curveOf = (field: string): Named[] => {
    const series = seriesOf(metrics, field);
    return series.steps.length === 0 ? [] : [{ name: names[field] ?? field, series }];
  };
  const known = new Set(panels.flatMap((panel) => panel.fields));
  const drawn = panels
    .map(({ fields: of, ...panel }) => ({ ...panel, curves: of.filter((f) => fields.includes(f)).flatMap(curveOf) }))
    .filter(({ curves }) => curves.length > 0);
  const others = fields
    .filter((field) => !known.has(field))
    .flatMap(curveOf)
    .map((curve) => ({ title: curve.name, curves: [curve] }));
  const rates = ratesOf(metrics);
  const main = drawn.length > 0 ? drawn : others.splice(0, 4);
  const more = [...others, ...(rates.length > 0 ? [{ title: 'Learning rates', curves: rates }] : [])];
  return html`<section aria-labelledby="training"><h2 id="training">Training</h2>
<p class="quiet">Strong lines are trends, light ones what was logged. Point at a curve, or focus it and use the arrow keys, for its values.</p>
<div class="charts">${main.map((panel) => chart({ ...panel, borders }))}</div>
${
  more.length > 0 &&
  html`<details><summary>${more.length} more: ${more.map(({ title }) => title).join(', ')}</summary>
<div class="charts">${more.map((panel) => chart({ ...panel, borders }))}</div></details>`
}
</section>`;
}

/** Learning rates by player, where one of them changes. */
function ratesOf(lines: readonly Record<string, unknown>[]): Named[] {
  const rows = lines.map(({ step, rates }) => ({
    step,
    ...(typeof rates === 'object' && rates !== null ? (rates as Record<string, unknown>) : {}),
  }));
  const players = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => name !== 'step').slice(0, 8);
  const curves = players.map((name) => ({ name, series: seriesOf(rows, name) }));
  return curves.some(({ series: { values } }) => new Set(values).size > 1) ? curves : [];
}

import { spreadOf } from '../directory/snapshots.ts';
import { type Extent, linearScale, roundTicks, tickLabel } from '../pictures/axis.ts';
import { beyondAxis, pathData, px, stepExtent, stepTicks } from '../pictures/plot.ts';
import { robustExtent, type Series, smooth, thin } from '../pictures/series.ts';
import { type Html, html } from './html.ts';

export interface ChartCurve {
  readonly name: string;
  readonly series: Series;
  /** False: what was measured is drawn as it is, each value a dot; true: lightly, below its trend. Default true. */
  readonly trend?: boolean;
}

export interface Chart {
  readonly title: string;
  readonly curves: readonly ChartCurve[];
  /** Of the values. Default: what `robustExtent` shows of them. */
  readonly extent?: Extent;
  /** Steps with which a stage begins. */
  readonly borders?: readonly number[];
}

const [width, height] = [640, 250];
const box = { left: 56, right: width - 24, top: 12, bottom: height - 30 };
/** Colours and patterns of lines that the style sheet has. */
const pens = 6;
/** Points of a trend: what the pointer finds. */
const trendPoints = 240;

/** Numbers as charts and tables show them: four figures. */
export const figures = (value: number): string =>
  Number.isNaN(value)
    ? 'NaN'
    : Math.abs(value) >= 1e4 && Math.abs(value) < 1e15
      ? Math.round(value).toLocaleString('en-US')
      : String(Number(value.toPrecision(4)));

/** Values that no axis can hold are drawn as a break. */
const mostDrawn = 1e30;
const drawable = ({ steps, values }: Series): Series => ({
  steps,
  values: values.map((value) => (Math.abs(value) < mostDrawn ? value : Number.NaN)),
});

/** Curves over steps as SVG, with a legend that says their last values, and a table of some of them. */
export function chart({ title, curves: given, extent: wanted, borders = [] }: Chart): Html {
  const curves = given.map(({ name, series, trend = true }, i) => {
    const raw = drawable(series);
    return { name, pen: i % pens, trend, raw, main: trend ? smooth(raw, trendPoints) : raw };
  });
  const values = curves.flatMap(({ raw }) => raw.values);
  const extent = wanted ?? robustExtent(values);
  const steps = stepExtent(curves.map(({ raw }) => raw));
  const x = linearScale(steps, [box.left, box.right]);
  const y = linearScale(extent, [box.bottom, box.top]);
  const note = beyondAxis(values, extent);
  const found = { from: box.left, to: box.right, steps, curves: curves.map(({ main }) => hoverPoints(main)) };
  return html`<figure class="chart" data-chart="${JSON.stringify(found)}">
<figcaption><b>${title}</b>${note !== '' && html` <span class="quiet">(${note})</span>`}</figcaption>
<div class="plot"><svg viewBox="0 0 ${width} ${height}" role="img" tabindex="0" aria-label="${summary(title, curves)}">
${stepTicks(steps, 6).map((step) => [
  html`<line class="grid" x1="${px(x(step))}" y1="${box.top}" x2="${px(x(step))}" y2="${box.bottom}"/>`,
  html`<text x="${px(x(step))}" y="${box.bottom + 18}" text-anchor="middle">${tickLabel(step)}</text>`,
])}
${roundTicks(extent, 5).map((tick) => [
  html`<line class="grid" x1="${box.left}" y1="${px(y(tick))}" x2="${box.right}" y2="${px(y(tick))}"/>`,
  html`<text x="${box.left - 7}" y="${px(y(tick)) + 4}" text-anchor="end">${tickLabel(tick)}</text>`,
])}
${borders.map((step) => html`<line class="border" x1="${px(x(step))}" y1="${box.top}" x2="${px(x(step))}" y2="${box.bottom}"/>`)}
<svg x="${box.left - 4}" y="${box.top - 4}" width="${box.right - box.left + 8}" height="${box.bottom - box.top + 8}" viewBox="${box.left - 4} ${box.top - 4} ${box.right - box.left + 8} ${box.bottom - box.top + 8}">
${curves.map(({ pen, trend, raw, main }) => [
  trend && main.values !== raw.values && html`<path class="raw pen${pen}" d="${pathData(thin(raw, 300), x, y)}"/>`,
  html`<path class="trend pen${pen}" d="${pathData(main, x, y)}"/>`,
  dots(main, trend).map(
    (i) => html`<circle class="pen${pen}" cx="${px(x(main.steps[i]!))}" cy="${px(y(main.values[i]!))}" r="3"/>`,
  ),
])}
</svg>
<line class="at" x1="0" y1="${box.top}" x2="0" y2="${box.bottom}" visibility="hidden"/>
</svg></div>
<p class="legend"><span class="when">step ${Math.max(...steps).toLocaleString('en-US')}</span>${curves.map(
    ({ name, pen, main }) =>
      html`<span class="key"><svg class="swatch" viewBox="0 0 24 8" aria-hidden="true"><path class="trend pen${pen}" d="M1 4h22"/></svg> ${name} <b class="value">${figures(main.values.findLast(Number.isFinite) ?? Number.NaN)}</b></span>`,
  )}</p>
${valueTable(title, curves)}
</figure>`;
}

interface Drawn {
  readonly name: string;
  readonly main: Series;
}

function summary(title: string, curves: readonly Drawn[]): string {
  const parts = curves.map(({ name, main }) => {
    const finite = main.values.filter(Number.isFinite);
    if (finite.length === 0) return `${name}: no finite value`;
    const [first, last] = [finite[0]!, finite.at(-1)!];
    return finite.length === 1 ? `${name} ${figures(first)}` : `${name} from ${figures(first)} to ${figures(last)}`;
  });
  return `${title} over steps: ${parts.join('; ')}. The values are in the table below.`;
}

/** Where dots stand: at each measurement, or at a trend's end. */
const dots = ({ values }: Series, isTrend: boolean): number[] => {
  const finite = values.flatMap((value, i) => (Number.isFinite(value) ? [i] : []));
  return isTrend ? finite.slice(-1) : finite;
};

const hoverPoints = ({ steps, values }: Series): [number, number | null][] =>
  steps.map((step, i) => [step, Number.isFinite(values[i]) ? Number(values[i]!.toPrecision(4)) : null]);

/** The same for those who see no curves: a dozen steps. */
function valueTable(title: string, curves: readonly Drawn[]): Html {
  const steps = [...new Set(curves.flatMap(({ main }) => main.steps))].sort((a, b) => a - b);
  const some = spreadOf(steps, 12);
  const at = ({ steps: known, values }: Series, step: number) => {
    const i = known.indexOf(step);
    return i < 0 ? '' : figures(values[i]!);
  };
  return html`<details><summary>Values as a table</summary><div class="wide"><table>
<caption>${title}: trends at some steps</caption>
<thead><tr><th scope="col">step</th>${curves.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${some.map((step) => html`<tr><th scope="row">${step.toLocaleString('en-US')}</th>${curves.map(({ main }) => html`<td>${at(main, step)}</td>`)}</tr>`)}</tbody>
</table></div></details>`;
}

import { type Extent, linearScale, roundTicks, tickLabel } from './axis.ts';
import { colors, line, px, renderPage } from './page.ts';
import { beyondAxis, pathData, type Scale, shortNumber, stageBorders, stepExtent, stepTicks } from './plot.ts';
import { robustExtent, type Series, seriesOf, smooth, thin } from './series.ts';
import { strokeText } from './strokeFont.ts';

export interface CurvesOptions {
  /** Shown above, e.g. the run's name. */
  title?: string;
  /** Size of the page; the picture has twice as many pixels each way. Default 860 by 560. */
  width?: number;
  height?: number;
  /** A number that was measured at some steps: another panel. */
  measured?:
    | { readonly name: string; readonly steps: readonly number[]; readonly values: readonly number[] }
    | undefined;
}

interface Curve {
  name: string;
  color: string;
  raw: Series;
  smoothed: Series;
}

interface Panel {
  title: string;
  curves: Curve[];
  extent: Extent;
  ticks: number[];
  top: number;
  bottom: number;
}

/**
 * Draws metric lines as a PNG of two panels, or three with what was measured of samples: the losses of D and G, and below
 * them D's mean probability of 'real' on real and on generated examples, with its accuracy where there is one.
 *
 * Where a stage of a run ends and the next begins, a line goes down. Light lines are what was logged, strong ones the trend,
 * whose last value is written at its end. An axis leaves out the outermost 1 % where they lie far away, and says so. Equal
 * input gives equal bytes.
 */
export function drawCurves(
  lines: readonly Record<string, unknown>[],
  options: CurvesOptions = {},
): Promise<Uint8Array> {
  const { title, width = 860, height: tall = 560, measured } = options;
  const marks = measured === undefined || measured.steps.length === 0 ? [] : [markOf(measured)];
  /** Where the panels of losses and chances end. */
  const height = marks.length > 0 ? tall - 150 : tall;
  const losses = curves(lines, { dLoss: ['D loss', colors.blue], gLoss: ['G loss', colors.vermilion] });
  const chances = curves(lines, {
    dReal: ['D(x)', colors.blue],
    dFake: ['D(G(z))', colors.vermilion],
    dAccuracy: ['D accuracy', colors.green],
  });
  const top = title === undefined ? 30 : 64;
  const split = top + (height - top - 40) * (chances.length > 0 ? 0.56 : 1);
  const lossExtent = robustExtent(losses.flatMap((curve) => curve.raw.values));
  const panels: Panel[] = [
    { title: 'loss', curves: losses, extent: lossExtent, ticks: roundTicks(lossExtent, 5), top, bottom: split },
  ];
  if (chances.length > 0) {
    const ticks = [0, 0.25, 0.5, 0.75, 1];
    panels.push({ title: 'P(real)', curves: chances, extent: [0, 1], ticks, top: split + 42, bottom: height - 40 });
  }
  if (marks.length > 0) {
    const extent = robustExtent(marks.flatMap((curve) => curve.raw.values));
    panels.push({
      title: marks[0]!.name,
      curves: marks,
      extent,
      ticks: roundTicks(extent, 4),
      top: height + 2,
      bottom: tall - 40,
    });
  }
  const box = { left: 52, right: width - 124 };
  const steps = stepExtent([...losses, ...chances, ...marks].map(({ raw }) => raw));
  const x = linearScale(steps, [box.left, box.right]);
  const borders = stageBorders(lines);
  const body = [
    title === undefined ? '' : strokeText(title, box.left, 26, { size: 11, color: colors.ink }),
    ...panels.map((panel, index) => drawPanel(panel, index, x, { steps, borders, box })),
    stepLabels(steps, x, tall - 40, box.right),
  ];
  return renderPage(width, tall, body.join(''));
}

/** Single measurements, joined by lines, none of them smoothed. */
function markOf({ name, steps, values }: NonNullable<CurvesOptions['measured']>): Curve {
  const raw = { steps: [...steps], values: [...values] };
  return { name, color: colors.blue, raw, smoothed: raw };
}

function curves(lines: readonly Record<string, unknown>[], fields: Record<string, [string, string]>): Curve[] {
  return Object.entries(fields)
    .map(([field, [name, color]]) => {
      const raw = seriesOf(lines, field);
      return { name, color, raw, smoothed: smooth(raw) };
    })
    .filter(({ raw }) => raw.steps.length > 0);
}

/** What all panels share: the steps that they show, those with which a stage begins, and where they lie. */
interface Shared {
  steps: Extent;
  borders: readonly number[];
  box: { left: number; right: number };
}

function drawPanel(panel: Panel, index: number, x: Scale, { steps, borders, box }: Shared): string {
  const { top, bottom, extent } = panel;
  const { left, right } = box;
  const y = linearScale(extent, [bottom, top]);
  const small = { size: 8, color: colors.label };
  const grid = panel.ticks.map(
    (tick) =>
      line(left, y(tick), right, y(tick), colors.grid) +
      strokeText(tickLabel(tick), left - 8, y(tick) + 4, { ...small, anchor: 'end' }),
  );
  const verticals = stepTicks(steps).map((tick) => line(x(tick), top, x(tick), bottom, colors.grid));
  const clip = `<clipPath id="panel${index}"><rect x="${left - 3}" y="${px(top - 3)}" width="${right - left + 6}" height="${px(bottom - top + 6)}"/></clipPath>`;
  const columns = right - left;
  const drawn = panel.curves.flatMap(({ raw, smoothed, color }) => [
    smoothed.values === raw.values ? '' : path(thin(raw, columns), x, y, color, 0.9, 0.28),
    path(smoothed, x, y, color, 1.8, 1),
    endDot(smoothed, x, y, color),
  ]);
  return [
    strokeText(panel.title, left, top - 12, { size: 9, color: colors.ink }),
    beyond(panel, right, top - 12),
    ...verticals,
    ...grid,
    ...borders.map((step) => line(x(step), top, x(step), bottom, colors.axis)),
    clip,
    `<g clip-path="url(#panel${index})">${drawn.join('')}</g>`,
    endLabels(panel, y, right + 10),
  ].join('');
}

function path(series: Series, x: Scale, y: Scale, color: string, width: number, opacity: number): string {
  const pen = `stroke="${color}" stroke-width="${width}" stroke-opacity="${opacity}"`;
  return `<path d="${pathData(series, x, y)}" fill="none" ${pen} stroke-linejoin="round" stroke-linecap="round"/>`;
}

/** Where the label belongs; it also shows a curve that has one point only. */
function endDot({ steps, values }: Series, x: Scale, y: Scale, color: string): string {
  const last = values.findLastIndex(Number.isFinite);
  return last < 0 ? '' : `<circle cx="${px(x(steps[last]!))}" cy="${px(y(values[last]!))}" r="2.6" fill="${color}"/>`;
}

/** The curves' names and last values at their ends, pushed apart where they would lie on each other. */
function endLabels({ curves, extent, top, bottom }: Panel, y: Scale, left: number): string {
  const labels = curves.flatMap(({ name, color, smoothed }) => {
    const last = smoothed.values.findLast(Number.isFinite);
    if (last === undefined) return [{ text: `${name} NaN`, color, at: top }];
    const shown = Math.max(extent[0], Math.min(extent[1], last));
    return [{ text: `${name} ${shortNumber(last)}`, color, at: y(shown) }];
  });
  const gap = 16;
  labels.sort((a, b) => a.at - b.at);
  for (let i = 1; i < labels.length; i++) labels[i]!.at = Math.max(labels[i]!.at, labels[i - 1]!.at + gap);
  for (let i = labels.length - 1, limit = bottom; i >= 0; i--, limit = labels[i + 1]!.at - gap) {
    labels[i]!.at = Math.min(labels[i]!.at, limit);
  }
  return labels.map(({ text, color, at }) => strokeText(text, left, at + 4.5, { color, size: 9 })).join('');
}

function beyond({ curves, extent }: Panel, right: number, y: number): string {
  const note = beyondAxis(
    curves.flatMap(({ raw }) => raw.values),
    extent,
  );
  return note === '' ? '' : strokeText(note, right, y, { size: 8, color: colors.label, anchor: 'end' });
}

function stepLabels(steps: Extent, x: Scale, y: number, right: number): string {
  const style = { size: 8, color: colors.label };
  const ticks = stepTicks(steps).map((tick) =>
    strokeText(tickLabel(tick), x(tick), y + 17, { ...style, anchor: 'middle' }),
  );
  return ticks.join('') + strokeText('steps', right + 26, y + 17, style);
}

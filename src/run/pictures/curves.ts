import { type Extent, linearScale, roundTicks, tickLabel } from './axis.ts';
import type { Canvas } from './canvas.ts';
import { colors, line, renderPage } from './page.ts';
import { beyondAxis, type Scale, seriesLines, shortNumber, stageBorders, stepExtent, stepTicks } from './plot.ts';
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
  return renderPage(width, tall, (page) => {
    if (title !== undefined) strokeText(page, title, box.left, 26, { size: 11, color: colors.ink });
    for (const panel of panels) drawPanel(page, panel, x, { steps, borders, box });
    labelSteps(page, steps, x, tall - 40, box.right);
  });
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

function drawPanel(page: Canvas, panel: Panel, x: Scale, { steps, borders, box }: Shared): void {
  const { top, bottom, extent } = panel;
  const { left, right } = box;
  const y = linearScale(extent, [bottom, top]);
  strokeText(page, panel.title, left, top - 12, { size: 9, color: colors.ink });
  noteBeyond(page, panel, right, top - 12);
  for (const tick of stepTicks(steps)) line(page, [x(tick), top], [x(tick), bottom], colors.grid);
  for (const tick of panel.ticks) {
    line(page, [left, y(tick)], [right, y(tick)], colors.grid);
    strokeText(page, tickLabel(tick), left - 8, y(tick) + 4, { size: 8, color: colors.label, anchor: 'end' });
  }
  for (const step of borders) line(page, [x(step), top], [x(step), bottom], colors.axis);
  const clip = { left: left - 3, top: top - 3, right: right + 3, bottom: bottom + 3 };
  for (const { raw, smoothed, color } of panel.curves) {
    const along = (series: Series, width: number, opacity: number) =>
      page.lines(seriesLines(series, x, y), { color, width, opacity, clip });
    if (smoothed.values !== raw.values) along(thin(raw, right - left), 0.9, 0.28);
    along(smoothed, 1.8, 1);
    // where the label belongs; it also shows a curve that has one point only
    const last = smoothed.values.findLastIndex(Number.isFinite);
    if (last >= 0) page.dots([[x(smoothed.steps[last]!), y(smoothed.values[last]!)]], 2.6, { color, clip });
  }
  labelEnds(page, panel, y, right + 10);
}

/** The curves' names and last values at their ends, pushed apart where they would lie on each other. */
function labelEnds(page: Canvas, { curves, extent, top, bottom }: Panel, y: Scale, left: number): void {
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
  for (const { text, color, at } of labels) strokeText(page, text, left, at + 4.5, { color, size: 9 });
}

function noteBeyond(page: Canvas, { curves, extent }: Panel, right: number, y: number): void {
  const values = curves.flatMap(({ raw }) => raw.values);
  strokeText(page, beyondAxis(values, extent), right, y, { size: 8, color: colors.label, anchor: 'end' });
}

function labelSteps(page: Canvas, steps: Extent, x: Scale, y: number, right: number): void {
  const style = { size: 8, color: colors.label };
  for (const tick of stepTicks(steps))
    strokeText(page, tickLabel(tick), x(tick), y + 17, { ...style, anchor: 'middle' });
  strokeText(page, 'steps', right + 26, y + 17, style);
}

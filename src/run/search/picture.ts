import { join } from 'node:path';
import { writeFileAtomic } from '../directory/atomic.ts';
import { linearScale, roundTicks, tickLabel } from '../pictures/axis.ts';
import type { Point } from '../pictures/canvas.ts';
import { colors, line, renderPage } from '../pictures/page.ts';
import { shortNumber } from '../pictures/plot.ts';
import { robustExtent } from '../pictures/series.ts';
import { strokeText } from '../pictures/strokeFont.ts';
import type { SearchResult } from './search.ts';

const [width, height] = [860, 420];
const box = { left: 64, right: width - 150, top: 64, bottom: height - 48 };

/**
 * Draws what the trials of a search measured at the ends of their rungs, into its `search.png`: the best strong, and the
 * configuration as it is in another colour. Undefined where nothing was measured.
 */
export async function drawSearch({
  directory,
  trials,
  best,
  settings,
}: Omit<SearchResult, 'picture'>): Promise<string | undefined> {
  const values = trials.flatMap((trial) => trial.values.map(({ value }) => value)).filter(Number.isFinite);
  if (values.length === 0) return undefined;
  const { rungs, metric, name } = settings;
  const extent = robustExtent(values);
  const y = linearScale(extent, [box.bottom, box.top]);
  // rungs lie a factor apart
  const x = linearScale([0, Math.max(1, rungs.length - 1)], [box.left, box.right]);
  const png = await renderPage(width, height, (page) => {
    strokeText(page, `${name}: ${metric} of ${trials.length} trials`, box.left, 26, { size: 11, color: colors.ink });
    for (const [i, step] of rungs.entries()) {
      line(page, [x(i), box.top], [x(i), box.bottom], colors.grid);
      const label = { size: 8, color: colors.label, anchor: 'middle' } as const;
      strokeText(page, `step ${tickLabel(step)}`, x(i), box.bottom + 20, label);
    }
    for (const tick of roundTicks(extent, 6)) {
      line(page, [box.left, y(tick)], [box.right, y(tick)], colors.grid);
      strokeText(page, tickLabel(tick), box.left - 10, y(tick) + 4, { size: 8, color: colors.label, anchor: 'end' });
    }
    const clip = { left: box.left - 4, top: box.top - 4, right: box.right + 4, bottom: box.bottom + 4 };
    const pathOf = (trial: SearchResult['trials'][number]): Point[] =>
      trial.values.flatMap(({ step, value }) =>
        Number.isFinite(value) ? [[x(rungs.indexOf(step)), y(value)] as Point] : [],
      );
    const draw = (trial: SearchResult['trials'][number], color: string, size: number) => {
      const path = pathOf(trial);
      if (path.length > 1) page.lines([path], { color, width: size, clip });
      page.dots(path, 1.6 * size, { color, clip });
    };
    const own = trials.find(({ trial }) => trial === 1);
    for (const trial of trials) if (trial !== own && trial.trial !== best?.trial) draw(trial, colors.axis, 1);
    if (own) draw(own, colors.vermilion, 1.8);
    if (best) draw(best, colors.blue, 2.2);
    const legend: [string, string][] = [
      ...(best && best !== own
        ? [[`trial ${best.trial}: ${shortNumber(best.values.at(-1)!.value)}`, colors.blue] as [string, string]]
        : []),
      ...(own ? [['as it is', colors.vermilion] as [string, string]] : []),
      ['others', colors.axis],
    ];
    for (const [i, [text, color]] of legend.entries())
      strokeText(page, text, box.right + 14, box.top + 14 + 18 * i, { size: 9, color });
  });
  const path = join(directory, 'search.png');
  writeFileAtomic(path, png);
  return path;
}

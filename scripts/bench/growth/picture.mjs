import { linearScale, roundTicks, tickLabel } from '../../../dist/run/pictures/axis.js';
import { colors, line, renderPage } from '../../../dist/run/pictures/page.js';
import { strokeText } from '../../../dist/run/pictures/strokeFont.js';

const [columnWidth, rowHeight] = [240, 230];
const margin = { left: 44, right: 16, top: 56, bottom: 44 };

/** A point of each result: what grows, and what is shown of it. */
const curve = (results, x, y, rest) => ({ points: results.map((r) => [r[x], r[y]]), color: colors.blue, ...rest });

/** What a line through a batch's steps says of a picture. */
const alongLine = ({ line: { constant, slope }, results }) => ({
  points: results.map(({ batch }) => [batch, constant / batch + slope]),
  color: colors.axis,
  isThin: true,
});

/** One thread's curve beside that of two. */
const oneThread = (threads, system) =>
  curve(
    threads.results.filter((r) => r.system === system && r.threads === 1),
    'batch',
    'msPerPicture',
    { color: colors.vermilion, name: '1 thread' },
  );

/** The panels: time above, memory below; a column for each sweep. */
function panelsOf(known) {
  const batch = (name) => known[`${name} batch`];
  const timeOfBatch = (name, side) => ({
    title: `${name} ${side}x${side}: ms per picture`,
    x: 'batch',
    curves: [
      alongLine(batch(name)),
      oneThread(known.threads, name),
      curve(batch(name).results, 'batch', 'msPerPicture', { name: '2 threads' }),
    ],
  });
  const sweepsBy = [
    [batch('dcgan').results, 'batch', 'batch'],
    [batch('mnist-mlp').results, 'batch', 'batch'],
    [known.resolution.results, 'side', 'pixels a side, batch 16'],
    [known.width.results, 'width', 'channels, 32x32, batch 64'],
  ];
  const perGflop = ([results, key, x]) => ({
    title: 'dcgan: ms per useful GFLOP',
    x,
    curves: [curve(results, key, 'msPerGflop')],
  });
  const memory = ([results, key, x]) => ({
    title: 'peak MiB',
    x,
    curves: [
      curve(results, key, 'stateMiB', { color: colors.green, name: 'state' }),
      curve(results, key, 'peakRssMiB', { name: 'process' }),
    ],
  });
  return [
    [timeOfBatch('dcgan', 32), timeOfBatch('mnist-mlp', 28), perGflop(sweepsBy[2]), perGflop(sweepsBy[3])],
    sweepsBy.map(memory),
  ];
}

/** Where the values of an axis lie that doubles from place to place. */
function doublingScale(values, to) {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(Math.log2);
  const scale = linearScale([low, high], to);
  return (value) => scale(Math.log2(value));
}

function drawPanel(page, { title, x: named, curves }, [left, top]) {
  const box = {
    left: left + margin.left,
    right: left + columnWidth - margin.right,
    top: top + margin.top,
    bottom: top + rowHeight - margin.bottom,
  };
  const places = [...new Set(curves.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b);
  const most = Math.max(...curves.flatMap(({ points }) => points.map(([, value]) => value)));
  const x = doublingScale(places, [box.left + 8, box.right - 8]);
  const y = linearScale([0, most * 1.06], [box.bottom, box.top]);
  strokeText(page, title, box.left - 36, top + 22, { size: 9, color: colors.ink });
  const label = { size: 7.5, color: colors.label };
  for (const tick of roundTicks([0, most * 1.06], 5)) {
    line(page, [box.left, y(tick)], [box.right, y(tick)], colors.grid);
    strokeText(page, tickLabel(tick), box.left - 7, y(tick) + 3.5, { ...label, anchor: 'end' });
  }
  for (const place of places)
    strokeText(page, String(place), x(place), box.bottom + 15, { ...label, anchor: 'middle' });
  strokeText(page, named, (box.left + box.right) / 2, box.bottom + 31, { ...label, anchor: 'middle' });
  for (const { points, color, isThin } of curves) {
    const path = points.map(([at, value]) => [x(at), y(value)]);
    page.lines([path], { color, width: isThin ? 1 : 1.8 });
    if (!isThin) page.dots(path, 2.8, { color });
  }
  let from = box.left - 36;
  for (const { name, color } of curves.filter(({ name }) => name)) {
    strokeText(page, name, from, top + 39, { size: 8, color });
    from += 62;
  }
}

/**
 * All sweeps as a PNG: above the time, below the memory, over what grows; every axis of values begins at 0. Grey is the
 * line through a batch's steps. `known` has the sweeps by name.
 */
export function drawGrowth(known) {
  const rows = panelsOf(known);
  return renderPage(columnWidth * rows[0].length, rowHeight * rows.length, (page) => {
    for (const [row, panels] of rows.entries())
      for (const [column, panel] of panels.entries()) drawPanel(page, panel, [column * columnWidth, row * rowHeight]);
  });
}

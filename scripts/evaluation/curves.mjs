// node scripts/evaluation/curves.mjs OUT.png RUN…: how the Fréchet distance and the coverage of runs that were measured while
// they trained went down and up, as a picture, and as a table on stdout. All have to be measured beside the same real examples.
import { writeFileSync } from 'node:fs';
import { measurementsOf, readEvaluations } from '../../dist/run/evaluation/evaluationFile.js';
import { linearScale, roundTicks, tickLabel } from '../../dist/run/pictures/axis.js';
import { colors, line, renderPage } from '../../dist/run/pictures/page.js';
import { strokeText } from '../../dist/run/pictures/strokeFont.js';

const [out, ...runs] = process.argv.slice(2);
const inks = [colors.blue, colors.vermilion, colors.green];
const read = runs.map((directory, i) => ({
  name: directory.split('/').at(-1).replace(/^\d+-/, ''),
  color: inks[i % inks.length],
  fid: measurementsOf(directory, 'fid', 'fid'),
  coverage: measurementsOf(directory, 'prdc', 'coverage'),
  real: readEvaluations(directory, (cause) => console.error(cause.message)).at(-1).metrics,
}));
const { floor } = read[0].real.fid;
const { realCoverage, measured } = read[0].real.prdc;
const other = read.find(({ real }) => real.prdc.measured.protocol !== measured.protocol);
if (other) throw new Error(`${other.name} was measured otherwise than ${read[0].name}: their numbers do not compare`);

const steps = [...new Set(read.flatMap(({ fid }) => fid.steps))].sort((a, b) => a - b);
const at = (series, step) => {
  const value = series.values[series.steps.indexOf(step)];
  return value === undefined ? '' : String(Number(value.toPrecision(3)));
};
const row = (cells) => `| ${cells.join(' | ')} |`;
console.log(row(['steps', ...read.flatMap(({ name }) => [`${name}: fid`, 'coverage'])]));
console.log(row(['---', ...read.flatMap(() => ['---', '---'])]));
for (const step of steps)
  console.log(
    row([step.toLocaleString('en-US'), ...read.flatMap(({ fid, coverage }) => [at(fid, step), at(coverage, step)])]),
  );
console.log(row(['real examples', ...read.flatMap(() => [floor.toPrecision(3), realCoverage.toPrecision(3)])]));

const [width, height] = [860, 340];
const [top, bottom] = [56, height - 44];
const x0 = [58, 458];
const panel = 300;
const most = steps.at(-1);

function axes(page, left, title, y, ticks, real) {
  const x = linearScale([0, most], [left, left + panel]);
  strokeText(page, title, left, 24, { size: 11, color: colors.ink });
  for (const tick of roundTicks([0, most], 4)) {
    line(page, [x(tick), top], [x(tick), bottom], colors.grid);
    strokeText(page, tickLabel(tick), x(tick), bottom + 20, { size: 8, color: colors.label, anchor: 'middle' });
  }
  for (const tick of ticks) {
    line(page, [left, y(tick)], [left + panel, y(tick)], colors.grid);
    strokeText(page, tickLabel(tick), left - 8, y(tick) + 4, { size: 8, color: colors.label, anchor: 'end' });
  }
  line(page, [left, y(real)], [left + panel, y(real)], colors.axis, 1.5);
  strokeText(page, 'real examples', left + panel, y(real) - 6, { size: 8, color: colors.label, anchor: 'end' });
  return x;
}

function draw(page, x, y, { steps: on, values }, color) {
  const path = on.map((step, i) => [x(step), y(values[i])]);
  page.lines([path], { color, width: 2 });
  page.dots(path, 2.6, { color });
}

const powers = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
const distances = [floor, ...read.flatMap(({ fid }) => fid.values)];
const [least, largest] = [Math.min(...distances), Math.max(...distances)];
const shown = powers.filter((tick, i) => (powers[i + 1] ?? tick) > least && (powers[i - 1] ?? 0) < largest);
const log = linearScale([Math.log(shown[0]), Math.log(shown.at(-1))], [bottom, top]);
const share = linearScale([0, 1], [bottom, top]);
const png = await renderPage(width, height, (page) => {
  const left = axes(page, x0[0], 'fid', (v) => log(Math.log(v)), shown, floor);
  const right = axes(page, x0[1], 'coverage', share, [0, 0.2, 0.4, 0.6, 0.8, 1], realCoverage);
  for (const [i, { name, color, fid, coverage }] of read.entries()) {
    draw(page, left, (v) => log(Math.log(v)), fid, color);
    draw(page, right, share, coverage, color);
    strokeText(page, name, x0[1] + panel + 12, top + 14 + 18 * i, { size: 9, color });
  }
});
writeFileSync(out, png);

import { compile, trainingPlan } from '../../dist/compile/compile.js';
import { initialState } from '../../dist/gan/index.js';
import { timeByOperator, timeByShape } from './kernelEvents.mjs';
import { kernelTimes } from './kernelTimes.mjs';
import { median } from './median.mjs';
import { feederOf, stepOf } from './step.mjs';
import { digits, percent, table } from './table.mjs';

/** Profiles a system's step, one step in each call: {system, steps, msPerStep, operators, shapes}. */
export function profile(system, options) {
  const step = stepOf(system);
  return profileOf({ system, ...step, feeder: feederOf(step.description, system) }, options);
}

/** The same of any step; `system` is what it is called. */
export async function profileOf({ system, outputs, description, feeder }, options) {
  const state = initialState(description, 0);
  const feeds = async (i) => ({ ...state, ...(await feeder.at(i)) });
  const runs = await kernelTimes(compile(outputs, trainingPlan).bytes, feeds, options);
  return {
    system,
    steps: runs.length,
    msPerStep: median(runs.map((r) => r.ms)),
    operators: timeByOperator(runs),
    shapes: timeByShape(runs),
  };
}

const total = (rows, key) => rows.reduce((sum, row) => sum + row[key], 0);
const titles = ['count', 'ms/step', 'share', 'GFLOP/s'];
const cells = (r) => [String(Math.round(r.count)), digits(r.msPerStep), percent(r.share), digits(r.gflops) ?? ''];

/** Rows of less than a thousandth of the time, joined in one. */
function joined(rows) {
  const small = rows.filter((r) => r.share < 0.001);
  if (small.length === 0) return [];
  const sums = Object.fromEntries(['count', 'msPerStep', 'share'].map((key) => [key, total(small, key)]));
  return [{ op: 'others', shapes: `${small.length} shapes`, ...sums }];
}

export function profileText({ system, steps, msPerStep, operators, shapes }, { threads }) {
  const rows = [...shapes.filter((r) => r.share >= 0.001), ...joined(shapes)];
  return [
    `${system}: ${digits(msPerStep)} ms per step on ${threads} threads (median of ${steps} with the profiler on), ` +
      `${percent(total(operators, 'share'))} in operators`,
    table(
      ['<operator', ...titles],
      operators.map((r) => [r.op, ...cells(r)]),
    ),
    table(
      ['<operator', '<inputs → outputs', ...titles],
      rows.map((r) => [r.op, r.shapes, ...cells(r)]),
    ),
  ].join('\n\n');
}

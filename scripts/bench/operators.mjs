import { compile, inferencePlan, trainingPlan } from '../../dist/compile/compile.js';
import { folded, operationsOf } from '../../dist/compile/operations.js';
import { input, sizeOf, Tensor, topologicalOrder } from '../../dist/tensor/index.js';
import { kernelTimes } from './kernelTimes.mjs';
import { median } from './median.mjs';
import { stepOf } from './step.mjs';
import { digits, table } from './table.mjs';

const plans = { gemm: trainingPlan, direct: inferencePlan };
const operators = {
  Conv2d: 'forward',
  Conv2dInputGradient: 'input gradient',
  Conv2dKernelGradient: 'kernel gradient',
};

const shape = (t) => t.shape.join('×');

/** A convolution in words: its operands, its result, and how it strides. */
const wordsOf = (t) => {
  const strides = t.attributes.strides.some((s) => s > 1) ? `, stride ${t.attributes.strides.join('×')}` : '';
  return `${shape(t.in(0))}, ${shape(t.in(1))} → ${shape(t)}${strides}`;
};

/**
 * The different convolutions of some systems' steps as the compiler sees them before it lowers them: the node, the
 * systems, how often it occurs in all of them.
 */
export function convolutionsOf(systems) {
  const found = new Map();
  for (const system of systems)
    for (const t of topologicalOrder(Object.values(folded(stepOf(system).outputs)))) {
      if (!operators[t.op.name]) continue;
      const key = JSON.stringify([t.op.name, t.in(0).shape, t.in(1).shape, t.attributes]);
      const entry = found.get(key) ?? { node: t, systems: [], count: 0 };
      if (!entry.systems.includes(system)) entry.systems.push(system);
      entry.count++;
      found.set(key, entry);
    }
  return [...found.values()].map((entry) => ({
    ...entry,
    kind: operators[entry.node.op.name],
    shapes: wordsOf(entry.node),
  }));
}

/** Whether all words of a filter occur in what a row says. */
export const matches = (row, filter) =>
  filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => [row.kind, row.shapes, ...row.systems].join(' ').toLowerCase().includes(word));

/** A node alone, its operands as inputs 'a' and 'b'. */
function alone(node) {
  const operands = [input('a', node.in(0).shape), input('b', node.in(1).shape)];
  return { y: new Tensor(node.op, operands, node.attributes, node.shape, node.dtype) };
}

const noise = (dimensions) => ({
  shape: dimensions,
  data: Float32Array.from({ length: sizeOf(dimensions) }, () => Math.random() - 0.5),
});

/** Times each convolution under each plan: milliseconds in ONNX Runtime's operators, without what a call costs. */
export async function timeOperators({ systems, filter, threads, seconds }, say) {
  const rows = convolutionsOf(systems).filter((row) => matches(row, filter));
  const results = [];
  for (const [i, { node, ...row }] of rows.entries()) {
    const outputs = alone(node);
    const feeds = { a: noise(node.in(0).shape), b: noise(node.in(1).shape) };
    const flop = operationsOf(outputs).total;
    const byPlan = {};
    for (const [name, plan] of Object.entries(plans)) {
      const { bytes } = compile(outputs, plan);
      const runs = await kernelTimes(bytes, () => feeds, { threads, seconds });
      const ms = median(runs.map(({ kernels }) => kernels.reduce((sum, k) => sum + k.ms, 0)));
      byPlan[name] = { ms, gflops: flop / ms / 1e6 };
    }
    results.push({ ...row, gflop: flop / 1e9, plans: byPlan });
    say(`${i + 1} of ${rows.length}: ${row.kind} ${row.shapes}`);
  }
  return results;
}

export const operatorsTable = (results) =>
  table(
    [
      '<',
      '<operands → result',
      '<system',
      'count',
      'GFLOP',
      ...Object.keys(plans).flatMap((p) => [`${p} ms`, 'GFLOP/s']),
    ],
    results.map(({ kind, shapes, systems, count, gflop, plans: times }) => [
      kind,
      shapes,
      systems.join(', '),
      String(count),
      digits(gflop),
      ...Object.keys(plans).flatMap((p) => [digits(times[p].ms), digits(times[p].gflops)]),
    ]),
  );

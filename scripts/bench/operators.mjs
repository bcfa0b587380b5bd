import { compile, inferencePlan, trainingPlan } from '../../dist/compile/compile.js';
import { folded, operationsOfNode } from '../../dist/compile/operations.js';
import { input, sizeOf, Tensor, topologicalOrder } from '../../dist/tensor/index.js';
import { kernelTimes } from './kernelTimes.mjs';
import { median } from './median.mjs';
import { stepsOf } from './operators/presets.mjs';
import { digits, table } from './table.mjs';

const plans = { gemm: trainingPlan, direct: inferencePlan };
const operators = {
  Conv2d: 'forward',
  Conv2dInputGradient: 'input gradient',
  Conv2dKernelGradient: 'kernel gradient',
};

const shape = (t) => t.shape.join('×');

/** A convolution in words: its operands, its result, how it strides, and its groups. */
const wordsOf = (t) => {
  const { strides, groups } = t.attributes;
  const strided = strides.some((s) => s > 1) ? `, stride ${strides.join('×')}` : '';
  const grouped = groups > 1 ? `, ${groups} groups` : '';
  return `${shape(t.in(0))}, ${shape(t.in(1))} → ${shape(t)}${strided}${grouped}`;
};

/** What a convolution or one of its gradients is of: {batch, side, kernel, channels, strides, groups}. */
function geometryOf(t) {
  const ofInput = t.op.name === 'Conv2dInputGradient';
  const x = ofInput ? t : t.in(0);
  const [kh, kw, c, o] = (t.op.name === 'Conv2dKernelGradient' ? t : t.in(1)).shape;
  const { strides, groups } = t.attributes;
  return { batch: x.shape[0], side: x.shape[1], kernel: [kh, kw], channels: [c * groups, o], strides, groups };
}

/**
 * The different convolutions of some systems' steps as the compiler sees them before it lowers them: the node, the
 * systems, and how often it occurs in the step that has it most often. What a lazy penalty needs counts as if it were
 * computed in every step.
 */
export function convolutionsOf(systems) {
  const found = new Map();
  for (const system of systems)
    for (const outputs of stepsOf(system)) {
      const inStep = new Map();
      for (const node of topologicalOrder(Object.values(folded(outputs)))) {
        if (!operators[node.op.name]) continue;
        const key = JSON.stringify([node.op.name, node.in(0).shape, node.in(1).shape, node.attributes]);
        inStep.set(key, { node, count: (inStep.get(key)?.count ?? 0) + 1 });
      }
      for (const [key, { node, count }] of inStep) {
        const entry = found.get(key) ?? { node, systems: new Set(), count: 0 };
        entry.systems.add(system);
        entry.count = Math.max(entry.count, count);
        found.set(key, entry);
      }
    }
  return [...found.values()].map(({ node, systems: those, count }) => ({
    node,
    systems: [...those],
    count,
    kind: operators[node.op.name],
    shapes: wordsOf(node),
    geometry: geometryOf(node),
    gflop: operationsOfNode(node) / 1e9,
  }));
}

/** Whether all words of a filter occur in what a row says. */
export const matches = (row, filter) =>
  filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => [row.kind, row.shapes, ...row.systems].join(' ').toLowerCase().includes(word));

/** A node alone, its operands as inputs 'a' and 'b'. */
export function alone(node) {
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
    const byPlan = {};
    for (const [name, plan] of Object.entries(plans)) {
      const { bytes } = compile(outputs, plan);
      const runs = await kernelTimes(bytes, () => feeds, { threads, seconds });
      const ms = median(runs.map(({ kernels }) => kernels.reduce((sum, k) => sum + k.ms, 0)));
      byPlan[name] = { ms, gflops: (1000 * row.gflop) / ms };
    }
    results.push({ ...row, plans: byPlan });
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
      'in a step',
      'GFLOP',
      ...Object.keys(plans).flatMap((p) => [`${p} ms`, 'GFLOP/s']),
    ],
    results.map(({ kind, shapes, systems, count, gflop, plans: times }) => [
      kind,
      shapes,
      systems.join(', '),
      `${count}×`,
      digits(gflop),
      ...Object.keys(plans).flatMap((p) => [digits(times[p].ms), digits(times[p].gflops)]),
    ]),
  );

/**
 * The runs in a profile of ONNX Runtime, the events of each operator with the run that they belong to:
 * [{ms, kernels: [{op, inputs, outputs, ms}]}], inputs and outputs as shapes.
 */
export function runsOf(events) {
  const byTime = (a, b) => a.ts - b.ts;
  const runs = events
    .filter((e) => e.cat === 'Session' && e.name === 'model_run')
    .sort(byTime)
    .map(({ ts, dur }) => ({ ts, end: ts + dur, ms: dur / 1000, kernels: [] }));
  const kernels = events.filter((e) => e.cat === 'Node' && e.name.endsWith('_kernel_time')).sort(byTime);
  let at = 0;
  for (const { ts, dur, args } of kernels) {
    while (at < runs.length && runs[at].end < ts) at++;
    const run = runs[at];
    if (!run || ts < run.ts) continue;
    run.kernels.push({
      op: args.op_name,
      inputs: shapesOf(args.input_type_shape),
      outputs: shapesOf(args.output_type_shape),
      ms: dur / 1000,
    });
  }
  return runs.map(({ ms, kernels: list }) => ({ ms, kernels: list }));
}

/** [{"float": [64, 32]}, …] to [[64, 32], …]. */
const shapesOf = (list) => (list ?? []).flatMap((entry) => Object.values(entry));

const size = (shape) => shape.reduce((a, b) => a * b, 1);

/** Multiplications and additions of a matrix product or convolution as ONNX runs it; undefined for other operators. */
export function flopOf({ op, inputs: [a, b], outputs: [y] }) {
  if (/^(Fused)?(Gemm|MatMul)$/.test(op)) {
    if (a.length < 2 || y.length < 2) return 2 * size(y) * a.at(-1);
    // a is [m, k], or [k, m] where it is taken transposed
    return (2 * size(y) * a.at(-1) * a.at(-2)) / y.at(-2);
  }
  // kernels are [o, c / groups, …taps], of transposed convolutions [c, o / groups, …taps]
  if (/^(Fused)?Conv$/.test(op)) return 2 * size(y) * size(b.slice(1));
  if (op === 'ConvTranspose') return 2 * size(a) * size(b.slice(1));
  return undefined;
}

const showShape = (shape) => (shape.length === 0 ? '1' : shape.join('×'));

/** Shapes in words: equal ones that follow each other are counted. */
export function showShapes(shapes) {
  const groups = [];
  for (const text of shapes.map(showShape)) {
    if (groups.at(-1)?.text === text) groups.at(-1).count++;
    else groups.push({ text, count: 1 });
  }
  return groups.map(({ text, count }) => (count > 1 ? `${count} of ${text}` : text)).join(', ');
}

/** What an operator reads and writes, in words. */
const shapesIn = (kernel) => `${showShapes(kernel.inputs)} → ${showShapes(kernel.outputs)}`;

/**
 * Where the time goes: a row for each operator and shape, most first, with its count and milliseconds per run and its
 * share of the runs' time; matrix products and convolutions with GFLOP/s.
 */
export const timeByShape = (runs) => grouped(runs, (k) => ({ op: k.op, shapes: shapesIn(k) }));

/** The same with a row for each operator. */
export const timeByOperator = (runs) => grouped(runs, (k) => ({ op: k.op }));

function grouped(runs, labelsOf) {
  const rows = new Map();
  for (const kernel of runs.flatMap((run) => run.kernels)) {
    const labels = labelsOf(kernel);
    const key = JSON.stringify(labels);
    if (!rows.has(key)) rows.set(key, { labels, count: 0, ms: 0, flop: 0 });
    const row = rows.get(key);
    row.count++;
    row.ms += kernel.ms;
    row.flop += flopOf(kernel) ?? 0;
  }
  const whole = runs.reduce((sum, run) => sum + run.ms, 0);
  return [...rows.values()]
    .map(({ labels, count, ms, flop }) => ({
      ...labels,
      count: count / runs.length,
      msPerStep: ms / runs.length,
      share: ms / whole,
      ...(flop > 0 && { gflops: flop / ms / 1e6 }),
    }))
    .sort((a, b) => b.msPerStep - a.msPerStep);
}

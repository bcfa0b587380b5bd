import { compile, trainingPlan } from '../../../dist/compile/compile.js';
import { sizeOf } from '../../../dist/tensor/index.js';
import { openProfiled } from '../kernelTimes.mjs';
import { median } from '../median.mjs';
import { alone, convolutionsOf, matches } from '../operators.mjs';
import { pytorchAt } from '../peer.mjs';
import { digits, table } from '../table.mjs';
import { kindsTable } from './kinds.mjs';
import { differenceOf, operandsOf, placesOf, sampleOf } from './noise.mjs';
import { openPyTorch } from './pytorch.mjs';

/** Results that differ by more, as a share of their size, are of two different convolutions. */
const tolerance = 1e-4;
/** A profile of more runs takes its time to read. */
const mostRuns = 60;

const told = (node) => ({
  op: node.op.name,
  operands: node.inputs.map(({ shape }) => shape),
  result: node.shape,
  ...node.attributes,
});

/** Runs a function for so long, or so many times, at least once. */
async function runFor(seconds, most, work) {
  const begin = performance.now();
  for (let i = 0; i === 0 || (i < most && performance.now() - begin < 1000 * seconds); i++) await work();
}

/**
 * One convolution in Duel and in PyTorch, in turns: milliseconds inside ONNX Runtime's operators, and of PyTorch's calls in
 * the better of its layouts. The fastest run of each counts: a thread that the system stops for a moment stops PyTorch's
 * others, which wait for it, and a median of runs of a tenth of that moment would be the system's. Throws where the two
 * compute different numbers.
 */
async function timeBeside(node, pytorch, { threads, seconds, rounds }) {
  const [a, b] = operandsOf(node);
  const places = placesOf(sizeOf(node.shape));
  const { bytes } = compile(alone(node), trainingPlan);
  const duel = await openProfiled(bytes, { threads });
  try {
    const own = sampleOf((await duel.run({ a, b })).y.data, places);
    const theirs = Object.entries(await pytorch.ask({ convolution: told(node), places }));
    const error = Math.max(...theirs.map(([, sample]) => differenceOf(own, sample)));
    if (!(error < tolerance)) throw new Error(`the results differ by ${error.toExponential(1)} of their size`);
    const times = new Map();
    for (let round = 0; round < rounds; round++) {
      await runFor(seconds / rounds, Math.ceil(mostRuns / rounds), () => duel.run({ a, b }));
      const runs = await pytorch.ask({ seconds: seconds / rounds });
      for (const [layout, list] of Object.entries(runs)) times.set(layout, [...(times.get(layout) ?? []), ...list]);
    }
    const kernels = (await duel.end()).map((run) => run.kernels.reduce((sum, k) => sum + k.ms, 0));
    const [layout, best] = [...times].reduce((x, y) => (Math.min(...y[1]) < Math.min(...x[1]) ? y : x));
    const [ms, peerMs] = [Math.min(...kernels), Math.min(...best)];
    return { ms, peerMs, layout, ratio: peerMs / ms, medians: [median(kernels), median(best)], error };
  } finally {
    await duel.close();
  }
}

/**
 * Times each different convolution of the presets' folded steps beside PyTorch's, in turns.
 *
 * @returns {version, results, failures}: those that are slower than PyTorch's first
 */
export async function timeBesidePyTorch({ systems, filter, python, ...limits }, say) {
  const { missing, version } = await pytorchAt(python);
  if (missing) throw new Error(missing);
  const rows = convolutionsOf(systems).filter((row) => matches(row, filter));
  const [results, failures] = [[], []];
  const pytorch = openPyTorch({ python, threads: limits.threads });
  try {
    for (const [i, { node, ...row }] of rows.entries()) {
      const at = `${i + 1} of ${rows.length}: ${row.kind} ${row.shapes}`;
      try {
        const timed = await timeBeside(node, pytorch, limits);
        results.push({ ...row, ...timed });
        say(`${at}: Duel ${timed.ms.toFixed(2)} ms, PyTorch ${timed.peerMs.toFixed(2)} ms`);
      } catch (e) {
        failures.push({ ...row, message: e.message });
        say(`${at}: ${e.message}`);
      }
    }
  } finally {
    pytorch.close();
  }
  results.sort((a, b) => a.ratio - b.ratio);
  return { version, results, failures };
}

/** The results as tables: each convolution, those that are behind first, and by kind. */
export function besideText({ version, results, failures }, { machine, threads, rounds, seconds }) {
  const titles = [
    '<',
    '<operands → result',
    '<system',
    'in a step',
    'GFLOP',
    'Duel ms',
    'in a step',
    'PyTorch ms',
    '÷ Duel',
  ];
  const rows = results.map(({ kind, shapes, systems, count, gflop, ms, peerMs, ratio }) => [
    kind,
    shapes,
    systems.join(', '),
    `${count}×`,
    digits(gflop),
    digits(ms),
    digits(count * ms),
    digits(peerMs),
    digits(ratio),
  ]);
  return [
    `${machine}, ${threads} threads, PyTorch ${version}; the fastest run of each in ${rounds} rounds in turns, ${seconds} s in all`,
    table(titles, rows),
    kindsTable(results),
    ...failures.map(({ kind, shapes, message }) => `${kind} ${shapes}: ${message}`),
  ].join('\n\n');
}
